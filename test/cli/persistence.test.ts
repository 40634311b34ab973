import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Persistence } from "../../src/cli/register/persistence.ts";
import { Unreachable } from "../../src/client/client.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a request to a ledger that is down is repeated until it is stopped, which is said at once and every minute", async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const request = vi.fn<() => Promise<never>>().mockRejectedValue(new Unreachable("the ledger does not answer"));
  const end = new Persistence(stop.signal, (news) => told.push(news)).answer(request).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(["Trying again until you stop it: the ledger does not answer"]);
  await vi.advanceTimersByTimeAsync(600_000);

  expect(new Set(told).size).toBe(1);
  expect(told.length).toBeGreaterThan(5);
  expect(told.length).toBeLessThan(12);
  expect(request.mock.calls.length).toBeGreaterThan(told.length);
  stop.abort();
  expect(await end).toMatchObject({ name: "AbortError" });
});
