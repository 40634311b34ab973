import { afterEach, describe, expect, test, vi } from "vitest";
import { Slots } from "../../../src/ledger/sharing/slots.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets everything run that is not blocked. */
const settle = () => scheduler.wait(5);

/** A task that asks for a slot, with the outcome. */
class Task {
  readonly #slots: Slots;
  readonly #subject: string;
  answer: boolean | undefined;

  constructor(slots: Slots, subject = "ana") {
    this.#slots = slots;
    this.#subject = subject;
    void this.goOn();
  }

  async goOn(): Promise<void> {
    this.answer = undefined;
    this.answer = await this.#slots.take(this.#subject, this);
  }

  release(): void {
    this.#slots.release(this);
  }
}

function tasks(count: number, slots: Slots, subject?: string): Task[] {
  return Array.from({ length: count }, () => new Task(slots, subject));
}

/** The tasks that are running. */
async function going(all: readonly Task[]): Promise<number[]> {
  await settle();
  return all.flatMap(({ answer }, place) => (answer === true ? [place] : []));
}

describe("the slots of one subject", () => {
  test("are limited to its share, and waiting tasks follow in order", async () => {
    const all = tasks(4, new Slots({ total: 8, each: 2 }));
    expect(await going(all)).toEqual([0, 1]);

    all[0]?.release();
    expect(await going(all)).toEqual([0, 1, 2]);
    all[2]?.release();
    expect(await going(all)).toEqual([0, 1, 2, 3]);
  });

  test("stay with the tasks that hold them, however many others of that subject wait", async () => {
    const slots = new Slots({ total: 1, each: 1 });
    const [first, ...others] = tasks(3, slots);

    await first?.goOn();

    expect(first?.answer).toBe(true);
    expect(await going(others)).toEqual([]);
  });

  test("are lost if the task does not use them in time", async () => {
    const slots = new Slots({ total: 1, each: 1, lease: 5_000 });
    const all = tasks(1, slots);
    await settle();
    const later = Date.now() + 5_000;
    vi.spyOn(Date, "now").mockReturnValue(later);

    all.push(...tasks(2, slots));

    expect(await going(all)).toEqual([0, 1]);
  });

  test("are not given to a task that was released while waiting", async () => {
    const slots = new Slots({ total: 1, each: 1 });
    const all = tasks(3, slots);
    all[1]?.release();
    await settle();
    expect(all[1]?.answer).toBe(false);

    all[0]?.release();

    expect(await going(all)).toEqual([0, 2]);
    expect(slots.waiting()).toBe(0);
  });
});

describe("the slots of several subjects", () => {
  test("are not one subject's alone: another subject gets one at once", async () => {
    const slots = new Slots({ total: 8, each: 4 });
    tasks(100, slots, "greedy");

    expect(await going(tasks(2, slots, "ben"))).toEqual([0, 1]);
  });

  test("are given in turn to waiting subjects, however many tasks each has", async () => {
    const slots = new Slots({ total: 1, each: 1 });
    const greedy = tasks(9, slots, "greedy");
    const [ben, cem] = [tasks(2, slots, "ben"), tasks(2, slots, "cem")];
    const all = [...greedy, ...ben, ...cem];
    const order: string[] = [];

    for (let served = 0; served < 7; served++) {
      await settle();
      const current = all.find(({ answer }) => answer === true);
      if (!current) throw new Error("nobody has the slot");
      order.push(greedy.includes(current) ? "greedy" : ben.includes(current) ? "ben" : "cem");
      current.answer = undefined;
      current.release();
    }

    expect(order).toEqual(["greedy", "greedy", "ben", "cem", "greedy", "ben", "cem"]);
  });

  test("are handed over to a waiting subject that holds fewer, and returned in turn", async () => {
    const slots = new Slots({ total: 2, each: 2 });
    const greedy = tasks(2, slots, "greedy");
    await settle();
    const [ben] = tasks(1, slots, "ben") as [Task];
    expect(await going([ben])).toEqual([]);

    void greedy[0]?.goOn();
    expect(await going([...greedy, ben])).toEqual([1, 2]);
    await ben.goOn();
    expect(ben.answer).toBe(true);
    ben.release();

    expect(await going(greedy)).toEqual([0, 1]);
  });
});

describe("a task of several subjects", () => {
  test("begins at the first subject's turn, and takes one slot", async () => {
    const slots = new Slots({ total: 2, each: 1 });
    const [busy] = tasks(1, slots, "greedy") as [Task];
    const shared = {};

    const answers = [slots.take("greedy", shared), slots.take("ben", shared)];

    expect(await Promise.all(answers)).toEqual([false, true]);
    expect(slots.waiting()).toBe(0);
    expect(await going(tasks(1, slots, "cem"))).toEqual([]);
    busy.release();
    expect(await going(tasks(1, slots, "cem"))).toEqual([]);
  });
});
