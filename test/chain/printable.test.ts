import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonLine, printable, printableLines } from "../../src/chain/text/printable.ts";

/** Characters that may move a terminal's cursor, start a command, end a line or change the direction of text. */
// eslint-disable-next-line no-control-regex -- these are what a terminal must not get
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const SAMPLES = [
  "\u001b[1A\u001b[2K\r",
  "\u009b2K",
  "\u0085",
  "\u007f",
  "\u202e",
  "\u2066",
  "\u2028",
  "\u0000",
  "\ufeff",
];
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(...SAMPLES),
  fc.array(fc.constantFrom(...SAMPLES)).map((parts) => parts.join("x")),
);

describe("text from outside", () => {
  test("has visible escapes in place of everything that a terminal obeys", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(printable(text)).not.toMatch(UNSAFE);
      }),
    );
    expect(printable("a\u001b[2K\u009b\n")).toBe(String.raw`a\u{1b}[2K\u{9b}\u{a}`);
  });

  test.each(["Block 3 was replaced.", "अमृता राव", "— ledger.example", "𠮷 é"])(
    "is unchanged if it is harmless: %s",
    (text) => {
      expect(printable(text)).toBe(text);
    },
  );

  test("is shortened if it is long", () => {
    expect(printable("a".repeat(1_000_000))).toBe(`${"a".repeat(1_000)}…`);
  });

  test("keeps the lines of the program's own messages, but nothing else that is unsafe", () => {
    expect(printableLines("one\ntwo\r\u001b")).toBe(String.raw`one${"\n"}two\u{d}\u{1b}`);
  });

  test("has the same value in JSON, which contains nothing unsafe", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(jsonLine({ text })).not.toMatch(UNSAFE);
        expect(JSON.parse(jsonLine({ text }))).toEqual({ text });
      }),
    );
  });
});
