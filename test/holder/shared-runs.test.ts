import { describe, expect, test } from "vitest";
import { SharedRuns } from "../../src/holder/shared-runs.ts";

/** Runs that end when they are told to, each with its number. */
class Runs {
  readonly #started: PromiseWithResolvers<number>[] = [];
  readonly start = (): Promise<number> => {
    const run = Promise.withResolvers<number>();
    this.#started.push(run);
    return run.promise;
  };

  get count(): number {
    return this.#started.length;
  }

  async end(number: number, error?: Error): Promise<void> {
    const run = this.#started[number - 1];
    if (error) run?.reject(error);
    else run?.resolve(number);
    await scheduler.wait(0);
  }
}

describe("runs that are the same", () => {
  test("are shared by those who ask while another one goes on: they get the next, begun after they asked", async () => {
    const [shared, runs] = [new SharedRuns<number>(), new Runs()];
    const first = shared.run("all", runs.start);
    const others = [shared.run("all", runs.start), shared.run("all", runs.start)];
    expect(runs.count).toBe(1);

    await runs.end(1);
    expect(runs.count).toBe(2);
    const late = shared.run("all", runs.start);
    await runs.end(2);
    await runs.end(3);

    expect(await Promise.all([first, ...others, late])).toEqual([1, 2, 2, 3]);
    expect(shared.run("all", runs.start)).toBeInstanceOf(Promise);
    expect(runs.count).toBe(4);
  });

  test("that fail do so for those who share them alone", async () => {
    const [shared, runs] = [new SharedRuns<number>(), new Runs()];
    const answers = Promise.allSettled([shared.run("all", runs.start), shared.run("all", runs.start)]);
    await runs.end(1, new Error("no storage"));
    await runs.end(2);

    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });
});

describe("runs that differ", () => {
  test("go on side by side, up to a limit", async () => {
    const [shared, runs] = [new SharedRuns<number>(), new Runs()];
    const started = Array.from({ length: 8 }, (_, number) => shared.run(`checkpoint ${number}`, runs.start));
    expect(runs.count).toBe(8);

    expect(shared.run("one more", runs.start)).toBeUndefined();
    const same = shared.run("checkpoint 0", runs.start);
    await runs.end(1);
    await runs.end(9);
    expect(await Promise.all([started[0], same])).toEqual([1, 9]);

    expect(shared.run("one more", runs.start)).toBeInstanceOf(Promise);
  });
});
