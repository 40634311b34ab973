import { describe, expect, test } from "vitest";
import { type Refusal, SharedRuns } from "../../../src/ledger/sharing/shared-runs.ts";

const LIMITS = { total: 3, each: 1, waiting: { total: 6, each: 3 } };

/** Runs that end on demand, each with its name and number. */
class Runs {
  readonly #shared: SharedRuns<string, string>;
  readonly begun: string[] = [];
  readonly askers: (readonly string[])[] = [];
  readonly #ends: PromiseWithResolvers<void>[] = [];

  constructor(limits = LIMITS) {
    this.#shared = new SharedRuns(limits);
  }

  ask(what: string, subject = "ana"): Promise<string> | Refusal {
    return this.#shared.run(what, subject, subject, async (askers) => {
      const name = `${what} ${this.begun.push(what)}`;
      this.askers.push(askers);
      const end = Promise.withResolvers<void>();
      this.#ends.push(end);
      await end.promise;
      return name;
    });
  }

  /** Ends the run of this number, once it has begun. */
  async end(number: number, error?: Error): Promise<void> {
    await this.settle();
    const run = this.#ends[number - 1];
    if (!run) throw new Error(`run ${number} has not begun`);
    if (error) run.reject(error);
    else run.resolve();
    await this.settle();
  }

  settle(): Promise<void> {
    return scheduler.wait(1);
  }
}

describe("identical runs", () => {
  test("are shared: requests during a run get the next one, which begins after they asked", async () => {
    const runs = new Runs();
    const first = runs.ask("all");
    await runs.settle();
    const others = [runs.ask("all"), runs.ask("all", "ben"), runs.ask("all", "cem")];
    await runs.settle();
    expect(runs.begun).toEqual(["all"]);

    await runs.end(1);
    expect(runs.begun).toEqual(["all", "all"]);
    const late = runs.ask("all");
    await runs.end(2);
    await runs.end(3);

    expect(await Promise.all([first, ...others, late])).toEqual(["all 1", "all 2", "all 2", "all 2", "all 3"]);
    expect(runs.askers).toEqual([["ana"], ["ana", "ben", "cem"], ["ana"]]);
    expect(runs.ask("all")).toBeInstanceOf(Promise);
  });

  test("that fail reject only the callers that share them", async () => {
    const runs = new Runs();
    const first = runs.ask("all");
    await runs.settle();
    const answers = Promise.allSettled([first, runs.ask("all"), runs.ask("all", "ben")]);
    await runs.end(1, new Error("no storage"));
    await runs.end(2);

    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});

describe("different runs", () => {
  test("proceed concurrently, one for each subject, up to a limit", async () => {
    const runs = new Runs();
    for (const subject of ["ana", "ana", "ben", "cem", "dea"]) void runs.ask(`of ${subject} ${Math.random()}`, subject);
    await runs.settle();

    expect(runs.begun.map((what) => what.split(" ")[1])).toEqual(["ana", "ben", "cem"]);
  });

  test("begin in turn: a subject's first comes before another subject's third", async () => {
    const runs = new Runs({ ...LIMITS, total: 1 });
    for (const what of ["greedy 1", "greedy 2", "greedy 3"]) void runs.ask(what, "greedy");
    for (const what of ["ben 1", "ben 2"]) void runs.ask(what, "ben");
    for (const number of [1, 2, 3, 4, 5]) await runs.end(number);

    expect(runs.begun).toEqual(["greedy 1", "greedy 2", "ben 1", "greedy 3", "ben 2"]);
  });

  test("of one subject may wait up to its share; beyond that, only this subject is refused", async () => {
    const runs = new Runs();
    void runs.ask("first");
    await runs.settle();
    for (const what of ["a", "b", "c"]) expect(runs.ask(what)).toBeInstanceOf(Promise);

    expect(runs.ask("d")).toBe("share-used");
    // The subject already waits for this one, so sharing it takes no more room.
    expect(runs.ask("a")).toBeInstanceOf(Promise);
    expect(runs.ask("d", "ben")).toBeInstanceOf(Promise);
    await runs.end(1);
    await runs.settle();
    expect(runs.ask("e")).toBeInstanceOf(Promise);
  });

  test("of all subjects may wait up to a limit; sharing a waiting run takes no room", async () => {
    const runs = new Runs();
    for (const subject of ["x", "y", "z"]) void runs.ask(`of ${subject}`, subject);
    await runs.settle();
    for (const subject of ["a", "b"]) for (const number of [1, 2, 3]) void runs.ask(`${subject}${number}`, subject);

    expect(runs.ask("one more", "c")).toBe("busy");
    expect(runs.ask("a1", "c")).toBeInstanceOf(Promise);
  });
});

test("a run far back in one subject's queue begins at the turn of another subject that asks for it too", async () => {
  const runs = new Runs();
  for (const what of ["greedy 1", "greedy 2", "all"]) void runs.ask(what, "greedy");
  await runs.settle();
  expect(runs.begun).toEqual(["greedy 1"]);

  const answer = runs.ask("all", "ben");
  await runs.end(2);

  expect(await answer).toBe("all 2");
  expect(runs.begun).toEqual(["greedy 1", "all"]);
});
