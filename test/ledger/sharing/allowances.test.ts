import { afterEach, expect, test, vi } from "vitest";
import { Allowances } from "../../../src/ledger/sharing/allowances.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Sets the clock to a time in milliseconds. */
function at(time: number): void {
  vi.spyOn(Date, "now").mockReturnValue(time);
}

/** How often a subject is allowed to act now. */
function taken(allowances: Allowances, subject: string, tries = 1000): number {
  let count = 0;
  while (count < tries && allowances.take(subject)) count += 1;
  return count;
}

test("a subject may use its burst at once, and then refills over time, up to the burst again", () => {
  const allowances = new Allowances({ burst: 5, perSecond: 2 });
  at(1_000_000);
  expect(taken(allowances, "ana")).toBe(5);
  at(1_000_400);
  expect(taken(allowances, "ana")).toBe(0);
  at(1_001_000);
  expect(taken(allowances, "ana")).toBe(2);
  at(1_100_000);
  expect(taken(allowances, "ana")).toBe(5);
});

test("each subject has its own allowance, however many subjects there are", () => {
  const allowances = new Allowances({ burst: 3, perSecond: 1 });
  at(1_000_000);
  expect(taken(allowances, "ana")).toBe(3);
  for (let other = 0; other < 5_000; other++) expect(taken(allowances, `pupil-${other}`, 1)).toBe(1);

  expect(taken(allowances, "ana")).toBe(0);
  expect(taken(allowances, "pupil-7")).toBe(2);
});

test("a clock that goes back adds and removes nothing", () => {
  const allowances = new Allowances({ burst: 3, perSecond: 1 });
  at(1_000_000);
  expect(taken(allowances, "ana", 2)).toBe(2);
  at(900_000);

  expect(taken(allowances, "ana")).toBe(1);
});
