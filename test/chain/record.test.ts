import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RECORD_LIMITS, sameRecord, textFault } from "../../src/chain/records/record.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";

const LIMIT = RECORD_LIMITS.patient_name;

/** The characters of Unicode's category Cc, listed here rather than matched as the code does. */
const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => code).filter((code) => code < 0x20 || code >= 0x7f);

describe("a record's text", () => {
  test.each(["", " ", "\t\r\n", "\u00a0\u2003\u3000", "\u2028", "\u200b", "\u2060 \u200d"])(
    "must not be empty, like %j",
    (text) => {
      expect(textFault(text, LIMIT)).toBe("must not be empty");
    },
  );

  test.each(["\ud800", "\udc00", "Ali\ud83dce", "\ude00\ud83d"])("must be well-formed, unlike %j", (text) => {
    expect(textFault(text, LIMIT)).toBe("must be well-formed Unicode, without lone surrogates");
  });

  test("must not contain any of the 65 control characters", () => {
    const faults = CONTROLS.map((code) => textFault(`Ali${String.fromCodePoint(code)}ce`, LIMIT));
    expect(faults).toEqual(
      Array.from({ length: 65 }, () => "must not contain control characters, such as line breaks or tabs"),
    );
  });

  test.each(["\u2028", "\u2029"])("must not contain the line separator %j", (separator) => {
    const fault = "must not contain control characters, such as line breaks or tabs";
    expect(textFault(`Ali${separator}ce`, LIMIT)).toBe(fault);
  });

  test.each([
    ["a", "a letter of one byte"],
    ["é", "a letter of two bytes"],
    ["अ", "a letter of three bytes"],
    ["𠮷", "a letter beyond the first 65,536 code points"],
  ])("may be as long as the limit in %s, %s, and not longer", (letter) => {
    expect(textFault(letter.repeat(LIMIT), LIMIT)).toBeUndefined();
    expect(textFault(letter.repeat(LIMIT + 1), LIMIT)).toBe("must have at most 200 characters");
  });

  test("has a separate limit for each field: 200 characters for a name, 64 for the identifiers", () => {
    expect(RECORD_LIMITS).toEqual({ patient_name: 200, patient_ID: 64, Reg_no: 64 });
    expect(textFault("1".repeat(65), RECORD_LIMITS.Reg_no)).toBe("must have at most 64 characters");
  });

  test("counts each code point of an emoji as a character", () => {
    const healthWorker = "👩‍⚕️";
    expect(textFault(healthWorker, 4)).toBeUndefined();
    expect(textFault(healthWorker, 3)).toBe("must have at most 3 characters");
  });

  test.each([
    "Alice O’Neill-Smith Jr.",
    "José Ángel Núñez",
    "Jose\u0301",
    "Łukasz Żółć",
    "Дмитрий Ёлкин",
    "Ελένη Παπαδοπούλου",
    "अमृता शर्मा",
    "ক্ষমা রায়",
    "தமிழ்ச்செல்வி",
    "محمد بن عبد\u200cالله",
    "דָּוִד כֹּהֵן",
    "𠮷野 家",
    "山田 太郎",
    "김민준",
    "สมชาย ใจดี",
    "မောင်မောင်",
    "ⵎⵓⵃⵎⵎⴰⴷ",
    "𞤀𞤣𞤤𞤢𞤥 𞤐𞤣𞤭",
    "👩‍⚕️ 👨‍👩‍👧‍👦",
    `Quote " backslash \\ slash / <b>`,
    "0",
  ])("may be written as %s", (text) => {
    expect(textFault(text, LIMIT)).toBeUndefined();
  });

  test("is valid if and only if it is not blank, not too long, and has no control character or lone surrogate", () => {
    // Any code units, including lone surrogates, and low limits, so that they are reached.
    const unit = fc.oneof(
      { weight: 8, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.constantFrom(" ", "a", "\u0085", "\ud83d", "\ude00") },
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), fc.integer({ min: 1, max: 8 }), (units, limit) => {
        const text = units.join("");
        const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
        const stands =
          Array.from(text).some((character) => !/\s|\p{Default_Ignorable_Code_Point}/u.test(character)) &&
          codes.length <= limit &&
          codes.every((code) => ![...CONTROLS, 0x2028, 0x2029].includes(code) && (code < 0xd800 || code > 0xdfff));
        expect(textFault(text, limit) === undefined).toBe(stands);
      }),
      { numRuns: 500 },
    );
  });
});

describe("two records", () => {
  const record = { patient_name: "José", patient_ID: "P-1", Reg_no: "REG-1" };

  test("are equal if all three fields are", () => {
    expect(sameRecord(record, { ...record })).toBe(true);
  });

  test.each(["patient_name", "patient_ID", "Reg_no"] as const)("differ if only their %s does", (field) => {
    const other = { ...record, [field]: `${record[field]} ` };
    expect(sameRecord(record, other)).toBe(false);
    expect(sameRecord(other, record)).toBe(false);
  });

  test("differ if one letter is spelled with other code points, since their hashes would", () => {
    expect(sameRecord(record, { ...record, patient_name: "Jose\u0301" })).toBe(false);
  });

  test("are compared by their fields alone, so that a block can be compared with a record", () => {
    const { patient_name, patient_ID, Reg_no } = blockAt(squaresChain, 2);
    expect(sameRecord(blockAt(squaresChain, 2), { patient_name, patient_ID, Reg_no })).toBe(true);
  });
});
