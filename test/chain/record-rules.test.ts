import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordTextFault, storedTextFault, TEXT_LIMITS } from "../../src/chain/record-rules.ts";
import { RECORD_LIMITS, SUBJECT_LIMIT, textFault } from "../../src/chain/record.ts";
import { blockAt, squaresChain } from "./chains.ts";

const EMPTY = "must not be empty";
const CONTROL = "must not contain control characters, such as line breaks or tabs";
const LIMIT = TEXT_LIMITS.patient_name;

/** Every code point but the surrogates, as text. */
function* everyCharacter(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
  }
}

describe("what validation asks of a text", () => {
  test("is that something in it is neither white space nor invisible", () => {
    for (const character of everyCharacter()) {
      const isInvisible = /^[\s\p{Default_Ignorable_Code_Point}]$/u.test(character);
      const fault = storedTextFault(character, LIMIT);
      if ((fault === EMPTY) !== isInvisible) expect.fail(`U+${character.codePointAt(0)?.toString(16)}: ${fault}`);
    }
    expect(storedTextFault("\u200b \u{e0020}\t", LIMIT)).toBe(EMPTY);
  });

  test("is that it is one line, without control characters", () => {
    for (const character of everyCharacter()) {
      const isControl = /[\p{Cc}\p{Zl}\p{Zp}]/u.test(character);
      const fault = storedTextFault(`a${character}`, LIMIT);
      if (fault !== (isControl ? CONTROL : undefined))
        expect.fail(`U+${character.codePointAt(0)?.toString(16)}: ${fault}`);
    }
  });

  test.each(["a", "é", "अ", "𠮷"])("is that it is not longer than its limit in code points, of %j", (letter) => {
    expect(storedTextFault(letter.repeat(LIMIT), LIMIT)).toBeUndefined();
    for (const length of [LIMIT + 1, 2 * LIMIT + 1, 1_000_000]) {
      expect(storedTextFault(letter.repeat(length), LIMIT)).toBe("must have at most 200 characters");
    }
  });

  test("admission asks as well, so that what was admitted is valid for ever", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 250 }),
      fc.string({ unit: fc.constantFrom(" ", "\u00ad", "\u0085", "\u2028", "\u3164", "a", "\ud800") }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.values(RECORD_LIMITS)), (value, limit) => {
        if (textFault(value, limit) === undefined) expect(storedTextFault(value, limit)).toBeUndefined();
      }),
    );
    expect(TEXT_LIMITS).toMatchObject(RECORD_LIMITS);
    expect([TEXT_LIMITS.mined_by, TEXT_LIMITS.author]).toEqual([SUBJECT_LIMIT, SUBJECT_LIMIT]);
  });
});

describe("the texts of a block", () => {
  const block = { ...blockAt(squaresChain, 3), author: "dr-bose" };

  test("are right in a block that a ledger made, with an author and without", () => {
    expect(recordTextFault(block)).toBeUndefined();
    expect(recordTextFault(blockAt(squaresChain, 3))).toBeUndefined();
  });

  test.each(Object.entries(TEXT_LIMITS))("are held to their limits: %s to %i characters", (name, limit) => {
    expect(recordTextFault({ ...block, [name]: "x".repeat(limit) })).toBeUndefined();
    const clause = `must have at most ${limit} characters`;
    expect(recordTextFault({ ...block, [name]: "x".repeat(limit + 1) })).toEqual({ name, clause });
    expect(recordTextFault({ ...block, [name]: " " })).toEqual({ name, clause: EMPTY });
  });
});
