import * as fc from "fast-check";
import { expect, test } from "vitest";
import { numberIn } from "../../../src/page/parts/typed-number.ts";

const LIMIT = 2 ** 32;
const NUMERALS = ["latn", "arab", "arabext", "deva"];

test("a number is read in the digits of each of the page's languages", () => {
  fc.assert(
    fc.property(fc.nat(LIMIT - 1), fc.constantFrom(...NUMERALS), (number, numerals) => {
      const typed = number.toLocaleString(`en-u-nu-${numerals}`, { useGrouping: false });
      expect(numberIn(` ${typed} `, LIMIT)).toBe(number);
    }),
  );
});

test.each([
  "",
  " ",
  "-1",
  "+1",
  "1.5",
  "1e3",
  "1e400",
  "NaN",
  "Infinity",
  "0x10",
  "abc",
  "1 2",
  "١-",
  "²",
  "4294967296",
  "9".repeat(400),
])("%j is no number", (typed) => {
  expect(numberIn(typed, LIMIT)).toBeUndefined();
});
