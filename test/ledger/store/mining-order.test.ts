import { describe, expect, test } from "vitest";
import { MiningOrder, type Waiting } from "../../../src/ledger/store/mining-order.ts";

/** Pending records, as a database would hold them. */
class Pool {
  readonly #rows = new Map<number, Waiting>();
  readonly order = new MiningOrder(() => [...this.#rows.values()]);
  #last = 0;

  /** Stores records that the order is not told about: stored before it began, or behind its back. */
  store(...subjects: string[]): this {
    for (const author of subjects) this.#rows.set((this.#last += 1), { arrival: this.#last, author });
    return this;
  }

  add(...subjects: string[]): this {
    for (const subject of subjects) {
      this.store(subject);
      this.order.add({ arrival: this.#last, author: subject });
    }
    return this;
  }

  remove(arrival: number): this {
    this.#rows.delete(arrival);
    return this;
  }

  take(count: number): Waiting[] {
    return this.order.take(count, (arrival) => this.#rows.get(arrival));
  }

  /** Mines a number of records, or all, and says which. */
  mine(count = Infinity): string[] {
    const mined: string[] = [];
    while (mined.length < count) {
      const [next] = this.take(1);
      if (!next) break;
      mined.push(`${next.author} ${next.arrival}`);
      this.remove(next.arrival);
    }
    return mined;
  }
}

describe("records are mined", () => {
  test("in order of arrival if all are from one subject", () => {
    expect(new Pool().store("ana", "ana", "ana").mine()).toEqual(["ana 1", "ana 2", "ana 3"]);
  });

  test("with subjects in turn, each one's records in order of arrival", () => {
    const pool = new Pool().store("greedy", "greedy", "greedy", "ben", "cem", "ben");

    expect(pool.mine()).toEqual(["greedy 1", "ben 4", "cem 5", "greedy 2", "ben 6", "greedy 3"]);
  });

  test("soon, however many others wait: after at most one record of each other subject", () => {
    const pool = new Pool().store(...Array.from({ length: 1000 }, () => "greedy"), "x", "y", "z");
    pool.mine(100);
    pool.add("ben", "greedy");

    expect(pool.mine(2)).toContain("ben 1004");
  });

  test("all of them, once each, whenever they arrive and leave", () => {
    const pool = new Pool();
    const mined = [
      ...pool.add("a", "b").mine(1),
      ...pool.add("a", "c", "b").remove(3).mine(2),
      ...pool.add("d").mine(),
    ];

    expect(mined.toSorted((a, b) => a.localeCompare(b))).toEqual(["a 1", "b 2", "b 5", "c 4", "d 6"]);
    expect(pool.mine()).toEqual([]);
    expect(pool.add("a").mine()).toEqual(["a 7"]);
  });
});

describe("the next record", () => {
  test("is replaced by another from its subject if it left without being mined, which costs no turn", () => {
    const pool = new Pool().store("ana", "ana", "ben", "ben");
    pool.mine(1);
    pool.remove(3);

    expect(pool.take(1)).toMatchObject([{ author: "ben", arrival: 4 }]);
  });

  test("is found even if it was stored behind the ledger's back", () => {
    const pool = new Pool().store("ana");
    pool.mine();
    pool.store("ben");

    expect(pool.mine()).toEqual(["ben 2"]);
  });

  test("is taken once, however many are asked for while it is still stored", () => {
    const pool = new Pool().store("ana", "ana", "ben");

    expect(pool.take(100)).toMatchObject([{ arrival: 1 }, { arrival: 3 }, { arrival: 2 }]);
  });

  test("can be taken again if it was taken but not mined", () => {
    const pool = new Pool().store("ana", "ana", "ben");
    expect(pool.take(2)).toMatchObject([{ arrival: 1 }, { arrival: 3 }]);

    pool.order.forget();

    expect(pool.mine()).toEqual(["ana 1", "ben 3", "ana 2"]);
  });
});
