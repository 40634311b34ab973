import { describe, expect, test } from "vitest";
import { SharedRun } from "../../../src/ledger/sharing/shared-run.ts";

/** A shared run that ends on demand, with the number of its runs as the result. */
function numbered(): { run: SharedRun<number>; ends: PromiseWithResolvers<void>[] } {
  const ends: PromiseWithResolvers<void>[] = [];
  const run = new SharedRun(async () => {
    const end = Promise.withResolvers<void>();
    const number = ends.push(end);
    await end.promise;
    return number;
  });
  return { run, ends };
}

const settle = () => scheduler.wait(1);

describe("a shared run", () => {
  test("is one for everyone who asks before it starts", async () => {
    const { run, ends } = numbered();
    const results = Promise.all([run.join(), run.join(), run.join()]);
    await settle();
    ends[0]?.resolve();

    expect(await results).toEqual([1, 1, 1]);
    expect(ends).toHaveLength(1);
  });

  test("is the next one for everyone who asks while it is in progress", async () => {
    const { run, ends } = numbered();
    const first = run.join();
    await settle();
    const later = Promise.all([run.join(), run.join()]);
    await settle();
    expect(ends).toHaveLength(1);

    ends[0]?.resolve();
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.resolve();

    expect(await first).toBe(1);
    expect(await later).toEqual([2, 2]);
  });

  test("that fails rejects only those who share it", async () => {
    const { run, ends } = numbered();
    const failed = run.join().catch((error: unknown) => error);
    await settle();
    const next = run.join();
    ends[0]?.reject(new Error("the storage failed"));
    await settle();
    ends[1]?.resolve();

    expect(await failed).toEqual(new Error("the storage failed"));
    expect(await next).toBe(2);
  });

  test("starts again after the last run ended", async () => {
    const { run, ends } = numbered();
    for (const number of [1, 2]) {
      const result = run.join();
      await settle();
      ends[number - 1]?.resolve();
      expect(await result).toBe(number);
    }
  });
});
