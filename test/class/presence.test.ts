import * as fc from "fast-check";
import { expect, test } from "vitest";
import { presenceOf } from "../../src/class/presence.ts";

const NOW = Date.parse("2026-11-27T10:30:00Z");
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();

test("a student whose page reported within the last minute is in, and is away afterwards", () => {
  fc.assert(
    fc.property(fc.constantFrom("none", "unused", "used"), fc.integer({ min: -5000, max: 600_000 }), (code, age) => {
      expect(presenceOf({ code, seen: ago(age) }, NOW)).toBe(age <= 60_000 ? "in" : "away");
    }),
  );
});

test("a student who was never seen is expected, whatever became of the code", () => {
  for (const code of ["none", "unused", "used"]) expect(presenceOf({ code, seen: null }, NOW)).toBe("expected");
});

test("a withdrawn student is withdrawn, whether seen or not", () => {
  for (const seen of [null, ago(0), ago(600_000)])
    expect(presenceOf({ code: "withdrawn", seen }, NOW)).toBe("withdrawn");
});
