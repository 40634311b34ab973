import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactNumber } from "../../src/chain/text/json-number.ts";
import { isExact } from "../support/chain/json-reference.ts";

/** Decimal literals with a number's own digits, padded with zeros and with the point moved; all have the same value. */
const respelled = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), fc.nat(30), fc.nat(30))
  .filter(([number]) => number !== 0)
  .map(([number, more, moved]) => {
    const [mantissa = "", power = "0"] = String(number).split("e");
    const [whole = "", decimals = ""] = mantissa.split(".");
    const zeros = "0".repeat(more);
    return [
      number,
      `${whole}${decimals}${"0".repeat(moved)}.${zeros}0e${Number(power) - decimals.length - moved}`,
    ] as const;
  });

describe("a number's literal", () => {
  test("is recognized as a spelling of its double, however it is padded and its point moved", () => {
    fc.assert(
      fc.property(respelled, ([number, literal]) => {
        // A mantissa may not begin with zeros, as that of 0.5 does here.
        fc.pre(/^-?(?:0|[1-9]\d*)\./.test(literal));
        expect(exactNumber(literal)).toBe(number);
      }),
    );
  });

  test("is exact when exact arithmetic says so", () => {
    const digits = fc.bigInt(-(10n ** 25n), 10n ** 25n);
    const literal = fc
      .tuple(
        digits,
        fc.constantFrom("", ".0", ".5", ".25", ".10", ".00000000000000001"),
        fc.integer({ min: -330, max: 320 }),
      )
      .map(([whole, decimals, power]) => `${whole}${decimals}${power === 0 ? "" : `e${power}`}`);
    fc.assert(
      fc.property(literal, (text) => {
        expect(exactNumber(text) !== undefined).toBe(isExact(text, Number(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test("is read in time linear in its length", () => {
    const zeros = "0".repeat(200_000);
    expect(exactNumber(`0.${zeros}1`)).toBeUndefined();
    expect(exactNumber(`1${zeros}e-200000`)).toBe(1);
    expect(exactNumber(`0.${zeros}1${zeros}e200001`)).toBe(1);
    expect(exactNumber(`0.${zeros}`)).toBe(0);
  });
});
