import * as fc from "fast-check";
import { expect, test } from "vitest";
import { binsOf, meanOf } from "../../src/page/views/board/tries-bins.ts";

const tries = fc.array(fc.integer({ min: 1, max: 10_000 }));

test("every number of tries is counted in exactly one bin, and no bin overlaps the next", () => {
  fc.assert(
    fc.property(tries, (numbers) => {
      const bins = binsOf(numbers);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length);
      expect(bins.slice(1).map(({ least }) => least - 1)).toEqual(bins.slice(0, -1).map(({ most }) => most));
      expect(bins[0]?.least).toBe(1);
    }),
  );
});

test("the mean lies between the fewest and the most tries, and there is none without tries", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1 }), (numbers) => {
      const mean = meanOf(numbers);
      expect(mean).toBeGreaterThanOrEqual(Math.min(...numbers));
      expect(mean).toBeLessThanOrEqual(Math.max(...numbers));
    }),
  );
  expect(meanOf([])).toBeUndefined();
  expect(meanOf([10, 23])).toBe(16.5);
});
