import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordTextFault, storedTextFault, TEXT_LIMITS } from "../../src/chain/records/record-rules.ts";
import { RECORD_LIMITS, SUBJECT_LIMIT, textFault } from "../../src/chain/records/record.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";

const EMPTY = "must not be empty";
const CONTROL = "must not contain control characters, such as line breaks or tabs";
const LIMIT = TEXT_LIMITS.patient_name;

const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]$/u;

/** Every code point but the surrogates, as text. */
const CHARACTERS = Array.from({ length: 0x11_0000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

describe("validation requires of a text", () => {
  test("that it has a character that is neither white space nor invisible", () => {
    const wrong = CHARACTERS.filter((text) => (storedTextFault(text, LIMIT) === EMPTY) !== INVISIBLE.test(text));
    expect(wrong).toEqual([]);
    expect(storedTextFault("\u200b \u{e0020}\t", LIMIT)).toBe(EMPTY);
  });

  test("that it is one line, without control characters", () => {
    const wrong = CHARACTERS.filter((text) => {
      const expected = /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? CONTROL : undefined;
      return storedTextFault(`a${text}`, LIMIT) !== expected;
    });
    expect(wrong).toEqual([]);
  });

  test.each(["a", "é", "अ", "𠮷"])("that it is not longer than its limit in code points, counted in %j", (letter) => {
    expect(storedTextFault(letter.repeat(LIMIT), LIMIT)).toBeUndefined();
    for (const length of [LIMIT + 1, 2 * LIMIT + 1, 1_000_000]) {
      expect(storedTextFault(letter.repeat(length), LIMIT)).toBe("must have at most 200 characters");
    }
  });

  test("nothing that admission does not, so that an admitted text stays valid", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 250 }),
      fc.string({ unit: fc.constantFrom(" ", "\u00ad", "\u0085", "\u2028", "\u3164", "a", "\ud800") }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.values(RECORD_LIMITS)), (value, limit) => {
        expect(textFault(value, limit) === undefined && storedTextFault(value, limit) !== undefined).toBe(false);
      }),
    );
    expect(TEXT_LIMITS).toMatchObject(RECORD_LIMITS);
    expect([TEXT_LIMITS.mined_by, TEXT_LIMITS.author]).toEqual([SUBJECT_LIMIT, SUBJECT_LIMIT]);
  });
});

describe("the texts of a block", () => {
  const block = { ...blockAt(squaresChain, 3), author: "dr-bose" };

  test("are valid in a block made by a ledger, with or without an author", () => {
    expect(recordTextFault(block)).toBeUndefined();
    expect(recordTextFault(blockAt(squaresChain, 3))).toBeUndefined();
  });

  test.each(Object.entries(TEXT_LIMITS))("are limited: %s to %i characters", (name, limit) => {
    expect(recordTextFault({ ...block, [name]: "x".repeat(limit) })).toBeUndefined();
    const clause = `must have at most ${limit} characters`;
    expect(recordTextFault({ ...block, [name]: "x".repeat(limit + 1) })).toEqual({ name, clause });
    expect(recordTextFault({ ...block, [name]: " " })).toEqual({ name, clause: EMPTY });
  });
});
