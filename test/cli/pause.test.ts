import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { pause } from "../../src/cli/pause.ts";

vi.mock("node:timers/promises", () => ({
  setTimeout: vi.fn<(time?: number) => Promise<void>>(() => Promise.resolve()),
}));

test.each([1, 60_000, 2 ** 31 - 1, 2 ** 31, 2_592_000_000, 1e12])(
  "a pause of %i ms is waited for in full, in pieces that a timer can wait",
  async (time) => {
    const timer = vi.mocked(wait);
    timer.mockClear();
    await pause(time, new AbortController().signal);

    const pieces = timer.mock.calls.map(([piece]) => piece ?? 0);
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBe(time);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(2 ** 31 - 1);
  },
);
