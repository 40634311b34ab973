import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DIFFICULTY_RANGE, hasLeadingZeroBits } from "../../src/chain/proof-of-work.ts";
import { targetOf } from "../../src/chain/target.ts";

test.each([
  [{ puzzle: "squares" }, "0001"],
  [{ puzzle: "block-hash", difficulty: 8 }, "01"],
  [{ puzzle: "block-hash", difficulty: 9 }, "008"],
  [{ puzzle: "block-hash", difficulty: 32 }, "00000001"],
] as const)("the target of %j starts with %s", (puzzle, start) => {
  expect(targetOf(puzzle)).toBe(start.padEnd(64, "0"));
});

test("a hash is below the target, as text, exactly if it starts with the zero bits", () => {
  const difficulties = fc.integer(DIFFICULTY_RANGE);
  const zeros = fc.integer({ min: 0, max: 10 });
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(difficulties, zeros, digits, (difficulty, count, rest) => {
      const hash = ("0".repeat(count) + rest).slice(0, 64);
      const target = targetOf({ puzzle: "block-hash", difficulty });
      for (const each of [hash, target]) expect(each < target).toBe(hasLeadingZeroBits(each, difficulty));
    }),
    { numRuns: 1000 },
  );
});
