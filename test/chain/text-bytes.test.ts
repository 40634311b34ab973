import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedTextFault } from "../../src/chain/record-rules.ts";
import { endOfSound } from "../../src/chain/text-bytes.ts";

const LIMIT = 64;
const encoder = new TextEncoder();

/** Looks for the end of a text in JSON, with something before and behind it. */
function endOf(text: string, limit: number): { found: number; expected: number } {
  const before = encoder.encode(`{"Reg_no":`);
  const json = encoder.encode(JSON.stringify(text));
  const bytes = new Uint8Array([...before, ...json, ...encoder.encode(`,"index":2,"mined_by":"dr-rao"`)]);
  const isSound = storedTextFault(text, limit) === undefined;
  return {
    found: endOfSound(bytes, before.length + 1, limit),
    expected: isSound ? before.length + json.length - 1 : -1,
  };
}

function expectSame(text: string, limit = LIMIT): void {
  const { found, expected } = endOf(text, limit);
  if (found !== expected) expect.fail(`${JSON.stringify(text)}: ${found} instead of ${expected}`);
}

describe("a text in JSON is found sound byte by byte where its characters are", () => {
  test("for every character of the basic plane, alone and behind a visible one", () => {
    for (let code = 0; code < 0x1_0000; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCharCode(code);
      expectSame(character);
      expectSame(`a${character}`);
      expectSame(` ${character} `);
    }
  });

  test("for characters of every other plane", () => {
    for (let code = 0x1_0000; code <= 0x10_ffff; code += code < 0x2_0000 || code >= 0xe_0000 ? 1 : 97) {
      expectSame(String.fromCodePoint(code));
    }
  });

  test("for texts around their limit, in characters of one to four bytes", () => {
    for (const letter of ["a", "é", "अ", "字", "𠮷", '"', "\\"]) {
      for (const length of [0, 1, LIMIT / 4, LIMIT - 1, LIMIT, LIMIT + 1, 4 * LIMIT]) expectSame(letter.repeat(length));
    }
  });

  test("for whatever text", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: fc.constantFrom('"', "\\", "\n", " ", "\u00a0", "\u200b", "\u2028", "’", "é", "a", "𠮷") }),
    );
    fc.assert(fc.property(text, fc.constantFrom(5, LIMIT), (value, limit) => expectSame(value, limit)));
  });
});

test.each([
  ["a text without an end", `"abc`],
  ["a text that ends in an escape", `"abc\\`],
  ["a raw control character", `"a\nb"`],
  ["an escape that JSON does not have", `"a\\x"`],
  ["a cut-off escape", `"a\\u12"`],
])("%s is none, and no exception", (_, json) => {
  expect(endOfSound(encoder.encode(json), 1, LIMIT)).toBe(-1);
});
