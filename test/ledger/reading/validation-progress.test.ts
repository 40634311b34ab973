import { afterEach, expect, test, vi } from "vitest";
import { type ProgressListener, toAll } from "../../../src/ledger/reading/validation-progress.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A client that stopped reading without hanging up. */
const stalled: ProgressListener = () => new Promise(() => {});

/** Makes all time limits expire at once. */
function timePasses(): void {
  vi.spyOn(scheduler, "wait").mockImplementation(() => Promise.resolve());
}

test("a check is abandoned when all its clients have stopped reading", async () => {
  const progress = toAll([stalled, stalled]);
  timePasses();

  expect(await progress?.(1_000, 2_000)).toBe(false);
});

test("a check goes on for a client that still reads when others have stopped", async () => {
  const heard: number[] = [];
  const reading: ProgressListener = (checked) => Promise.resolve(heard.push(checked) > 0);
  const progress = toAll([stalled, reading]);

  expect([await progress?.(1_000, 3_000), await progress?.(2_000, 3_000)]).toEqual([true, true]);
  expect(heard).toEqual([1_000, 2_000]);
});

test("a check goes on for a client that waits for the verdict only", async () => {
  expect(await toAll([stalled, undefined])?.(1_000, 2_000)).toBe(true);
});
