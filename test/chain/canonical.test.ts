import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText } from "../../src/chain/canonical.ts";

/** Any JSON value, with every kind of string and number, and members that are `undefined`. */
const anything = fc.anything({
  key: fc.string({ unit: "binary" }),
  values: [fc.string({ unit: "binary" }), fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constantFrom(null)],
});
const members = fc.dictionary(fc.string({ unit: "binary" }), fc.option(anything, { nil: undefined }));

describe("the canonical form", () => {
  test("is what another implementation makes of any value, or both refuse it", () => {
    const outcomeOf = (form: (value: object) => unknown, value: object) => {
      try {
        return form(value);
      } catch {
        return "refused";
      }
    };
    fc.assert(
      fc.property(members, (value) => {
        expect(outcomeOf(canonicalText, value)).toBe(outcomeOf(canonicalize, value));
      }),
      { numRuns: 2_000 },
    );
  });
});
