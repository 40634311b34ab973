import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backoff, pause } from "../../src/client/transport/waiting.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether a pause of this length is over after another time. */
async function isOver(time: number, after: number): Promise<boolean> {
  const end = vi.fn<() => void>();
  void pause(time).then(end);
  await vi.advanceTimersByTimeAsync(after);
  return end.mock.calls.length > 0;
}

describe("a pause", () => {
  test.each([1, 60_000, 2 ** 31 - 1, 2 ** 31, 2_592_000_000, 1e12])(
    "of %i ms is complete, in pieces that a timer can wait for",
    async (time) => {
      const timer = vi.spyOn(globalThis, "setTimeout");
      expect(await isOver(time, time - 1)).toBe(false);
      expect(await isOver(time, time)).toBe(true);
      expect(Math.max(...timer.mock.calls.map(([, piece]) => piece ?? 0))).toBeLessThanOrEqual(2 ** 31 - 1);
      timer.mockRestore();
    },
  );

  test("of no time is over at once", async () => {
    expect(await isOver(0, 0)).toBe(true);
  });

  test("ends when it is aborted, and leaves no timer behind", async () => {
    const stop = new AbortController();
    const paused = pause(60_000, stop.signal);
    stop.abort();
    await paused;
    await pause(60_000, stop.signal);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a ledger that does not answer is retried at growing intervals, but always retried", () => {
  const waits = Array.from({ length: 7 }, (_, failures) => backoff(failures));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  expect(backoff(1e6)).toBe(15_000);
});
