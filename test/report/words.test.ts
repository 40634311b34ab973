import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf, plain, quoted, sentence, utc } from "../../src/report/words.ts";
import { HOSTILE } from "../support/report/reports.ts";

describe("external text in a sentence", () => {
  test("stays in its place, whatever it contains", () => {
    const texts = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const parts = partsOf(`first ${quoted(one)}, then ${quoted(other)}.`);
        expect(parts).toHaveLength(5);
        expect([parts[0], parts[2], parts[4]]).toEqual(["first ", ", then ", "."]);
        expect(plain(parts.join(""))).toBe(parts.join(""));
      }),
    );
  });
});

test.each([
  ["it has a fault", "It has a fault."],
  [`the reason: ${quoted("Not yet.")}`, `The reason: ${quoted("Not yet.")}`],
  [quoted("a.note"), `${quoted("a.note")}.`],
])("a clause becomes a sentence: %j", (clause, whole) => {
  expect(sentence(clause)).toBe(whole);
});

test.each([
  ["2026-11-12T10:04:59.123Z", "12 Nov 2026, 10:04 UTC"],
  ["2026-01-01T00:00:00Z", "1 Jan 2026, 00:00 UTC"],
  ["1970-01-01T00:00:00.000Z", "1 Jan 1970, 00:00 UTC"],
  ["9999-12-31T23:59:59Z", "31 Dec 9999, 23:59 UTC"],
  ["+058000-01-01T00:00:00Z", "+058000-01-01T00:00:00Z"],
  ["2026-13-01T00:00:00Z", "2026-13-01T00:00:00Z"],
  ["Invalid Date", "Invalid Date"],
])("the time %s is shown as %s", (at, shown) => {
  expect(plain(utc(at))).toBe(shown);
});
