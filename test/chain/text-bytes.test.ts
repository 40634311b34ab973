import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedTextFault } from "../../src/chain/records/record-rules.ts";
import { endOfSound } from "../../src/chain/text/text-bytes.ts";

const LIMIT = 64;
const encoder = new TextEncoder();

/** The end of a text in JSON as it is found, with bytes before and after the text, minus the expected position. */
function deviation(text: string, limit = LIMIT): number {
  const before = encoder.encode(`{"Reg_no":`);
  const json = encoder.encode(JSON.stringify(text));
  const bytes = new Uint8Array([...before, ...json, ...encoder.encode(`,"index":2,"mined_by":"dr-rao"`)]);
  const isSound = storedTextFault(text, limit) === undefined;
  return endOfSound(bytes, before.length + 1, limit) - (isSound ? before.length + json.length - 1 : -1);
}

describe("a text in JSON is accepted byte by byte exactly when its characters are valid", () => {
  test("for every character of the basic plane, alone and after a visible one", () => {
    const characters = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code));
    const texts = characters.filter((text) => text.isWellFormed()).flatMap((text) => [text, `a${text}`, ` ${text} `]);
    expect(texts.filter((text) => deviation(text) !== 0)).toEqual([]);
  });

  test("for characters of every other plane", () => {
    const codes: number[] = [];
    for (let code = 0x1_0000; code <= 0x10_ffff; code += code < 0x2_0000 || code >= 0xe_0000 ? 1 : 97) codes.push(code);
    expect(codes.filter((code) => deviation(String.fromCodePoint(code)) !== 0)).toEqual([]);
  });

  test("for texts close to their limit, with characters of one to four bytes", () => {
    const lengths = [0, 1, LIMIT / 4, LIMIT - 1, LIMIT, LIMIT + 1, 4 * LIMIT];
    const texts = ["a", "é", "अ", "字", "𠮷", '"', "\\"].flatMap((letter) =>
      lengths.map((length) => letter.repeat(length)),
    );
    expect(texts.filter((text) => deviation(text) !== 0)).toEqual([]);
  });

  test("for any text", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: fc.constantFrom('"', "\\", "\n", " ", "\u00a0", "\u200b", "\u2028", "’", "é", "a", "𠮷") }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(5, LIMIT), (value, limit) => {
        expect(deviation(value, limit)).toBe(0);
      }),
    );
  });
});

test.each([
  ["a text without an end", `"abc`],
  ["a text that ends in an escape", `"abc\\`],
  ["a raw control character", `"a\nb"`],
  ["an escape that JSON does not have", `"a\\x"`],
  ["a truncated escape", `"a\\u12"`],
])("%s is not accepted, and does not throw", (_, json) => {
  expect(endOfSound(encoder.encode(json), 1, LIMIT)).toBe(-1);
});
