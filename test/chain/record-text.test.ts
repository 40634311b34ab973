import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RECORD_LIMITS, textFault } from "../../src/chain/records/record.ts";
import { fieldFault, identifierFault, nameFault, subjectFault } from "../../src/chain/records/record-text.ts";

const LIMIT = RECORD_LIMITS.Reg_no;
const HIDDEN = "must not contain invisible or direction-changing characters";
const UNASSIGNED = "must not contain unassigned or private-use Unicode characters";
const MARK = "must not begin with a combining mark, which needs a letter before it";
const NO_LETTER = "must have a letter or a digit";

/** U+0041 and the like, for readable titles. */
const codes = (text: string) =>
  Array.from(text, (character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`).join(
    " ",
  );
const titled = (texts: readonly string[]) => texts.map((text) => [codes(text), text] as const);

/** By Unicode category, listed here rather than matched as the code does. */
const NONCHARACTERS = [
  ...Array.from({ length: 0x20 }, (_, place) => 0xfdd0 + place),
  ...Array.from({ length: 0x11 }, (_, plane) => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff]).flat(),
];
const UNUSED = [...NONCHARACTERS, 0x0378, 0x2fe0, 0xe000, 0xf8ff, 0xf0000, 0x10fffd, 0xe1000, 0x3fffd].map((code) =>
  String.fromCodePoint(code),
);
const DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
const DIRECTION_MARKS = "\u200e\u200f\u061c";
const ZERO_WIDTH = "\u00ad\u034f\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u180b\u3164\uffa0\u115f\u1160\u17b4";
const BLANK_LOOKING = "\u2800\ufffc\ufff9\ufffa\ufffb\u{13441}\u{1d159}\u{e0041}\u{e0001}";
const ALWAYS_HIDDEN = [...DIRECTIONS, ...ZERO_WIDTH, ...BLANK_LOOKING];

describe("every text of a record", () => {
  test.each(titled(UNUSED))("is refused with a character without a meaning: %s", (_, character) => {
    for (const text of [character, `AB${character}1`, `${character}AB`, `AB${character}`]) {
      for (const fault of [nameFault(text), identifierFault(text, LIMIT), subjectFault(text)]) {
        // Some of them count as ignorable, and alone as empty.
        expect([UNASSIGNED, "must not be empty"]).toContain(fault);
      }
    }
    expect(nameFault(`AB${character}1`)).toBe(UNASSIGNED);
  });

  test.each(titled(ALWAYS_HIDDEN))("is refused with an invisible character: %s", (_, character) => {
    for (const text of [
      `AB-${character}321`,
      `${character}AB`,
      `AB${character}`,
      `علي${character}`,
      `山${character}`,
    ]) {
      // A variation selector is visible after a character that has variants.
      if (character === "\u180b" && text.startsWith("山")) continue;
      expect([nameFault(text), identifierFault(text, LIMIT), subjectFault(text)]).toEqual([HIDDEN, HIDDEN, HIDDEN]);
    }
    expect(nameFault(character)).toMatch(/^must /);
    expect(identifierFault(character, LIMIT)).toMatch(/^must /);
  });

  test("is refused with a sign of wrong decoding", () => {
    for (const fault of [nameFault("Jos\ufffd"), identifierFault("Jos\ufffd", LIMIT)])
      expect(fault).toContain("U+FFFD");
  });

  test("is refused whenever the chain rules refuse it, for the same reason", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (text, limit) => {
        const fault = textFault(text, limit);
        fc.pre(fault !== undefined);
        expect(identifierFault(text, limit)).toBe(fault);
      }),
    );
    for (const text of ["", " \u3000", "a\u0000", "\ud800", "x".repeat(201)]) {
      expect(nameFault(text)).toBe(textFault(text, RECORD_LIMITS.patient_name));
      expect(subjectFault(text)).toBe(textFault(text, RECORD_LIMITS.patient_name));
    }
  });
});

describe("a name", () => {
  test.each([
    "Alice O’Neill‐Smith Jr.",
    "Alice O'Neill-Smith",
    "Gal·la",
    "José Ángel Núñez",
    "Jose\u0301",
    "Nguye\u0302\u0303n Thi\u0323 Ha\u0300",
    "Łukasz Żółć",
    "Дмитрий Ёлкин",
    "Ελένη Παπαδοπούλου",
    "राव, डॉ. अर्जुन",
    "क्\u200d",
    "क्\u200dष",
    "क्\u200cष",
    "র\u200d্যাব",
    "ශ්\u200dරී",
    "ക്\u200d",
    "می\u200c",
    "می\u200cخواهم",
    "مَ\u200cخ",
    "محمد بن عبد\u200cالله",
    "ه\u200d",
    "محمد عبد الله",
    "\u200fعلي\u200e",
    "علي (7\u200f)",
    "דָּוִד כֹּהֵן",
    "\u05d0\u200e7",
    "தமிழ்ச்செல்வி",
    "สมชาย น้ำใจ",
    "ສົມຈິດ",
    "မောင်မောင်",
    "ᠨᠠᠷᠠ\u180b",
    "ᠠᠢᠯ\u180eᠠ",
    "김철수",
    "\u1100\u1161\u11a8",
    "김\u1112\u1161\u11ab",
    "山田 太郎",
    "山田\u3000太郎",
    "𠮷野家",
    "葛\u{e0100}城",
    "𞤀𞤣𞤤𞤢𞤥 𞤐𞤣𞤭",
    "ⵎⵓⵃⵎⵎⴰⴷ",
    "👩‍⚕️ Dr Ada",
    "👨‍👩‍👧 Zoë",
    "Ada 👩🏽‍⚕️",
    "Ada ❤️",
    "  Alice   B. ",
    "\u00a0Bob\u3000",
    "0",
    "٣",
    "Ⅻ",
    "×7",
    String.raw`O'Neil "Nell" \n \u0041`,
    "<b>&amp;</b>",
    "__proto__",
  ])("may be %s", (name) => {
    expect(nameFault(name)).toBeUndefined();
    expect(fieldFault("patient_name", name)).toBeUndefined();
  });

  test.each(titled(["-", "...", "’", "👩‍⚕️", "☃", "⠁⠇⠊", "$", "—", "( )", "\u00a8", "\u0640".replace("\u0640", "؟")]))(
    "needs a letter or a digit, unlike %s",
    (_, name) => {
      expect(nameFault(name)).toBe(NO_LETTER);
    },
  );

  test.each(titled(["\u0301", "\u0301Alice", "\u094d", "\u0e49", "\u05b0א", "\u20dd1", "\ufe0f1", "\u{e0100}山"]))(
    "must not begin with a mark: %s",
    (_, name) => {
      expect([MARK, HIDDEN]).toContain(nameFault(name));
    },
  );

  test.each(
    titled([
      "Al\u200dice",
      "Al\u200cice",
      "\u200dAlice",
      "Alice\u200d",
      "क\u200dष",
      "क्\u200d\u200dष",
      "\u200cعلي",
      "علي \u200cعلي",
      "7\u200d",
      "山\u200d田",
      "김\u200d",
      "Ada 👩\u200d",
      "Ada 👩\u200c⚕",
      "Ada \u200d⚕",
    ]),
  )("may have a joiner only where a script needs it: %s", (_, name) => {
    expect(nameFault(name)).toBe(HIDDEN);
  });

  test.each(titled([...DIRECTION_MARKS].map((mark) => `Al${mark}ice`)))(
    "may have a direction mark only among right-to-left letters: %s",
    (_, name) => {
      expect(nameFault(name)).toBe(HIDDEN);
    },
  );

  test.each(titled(["A\ufe0f", "1\ufe0f", "A\u{e0100}", "é\ufe00", "A\u180b", "A\u180eB", "ᠠ\u180e"]))(
    "may have a variation selector only after a character with variants: %s",
    (_, name) => {
      expect(nameFault(name)).toBe(HIDDEN);
    },
  );
});

describe("an identifier", () => {
  test.each([
    "P-1001",
    "REG-2024-0001",
    "AB 123",
    "AB 123 C",
    "№ 5/2024",
    "Ⅻ",
    "１２",
    "José",
    "Ω",
    "ขน-7",
    "น้ำ-7",
    "登録番号12",
    "가나다",
    "א-12",
    "علي",
    "हिन्दी",
    "#7",
    "-",
    "😀",
    "0",
    "a".repeat(64),
  ])("may be %s", (identifier) => {
    expect(identifierFault(identifier, LIMIT)).toBeUndefined();
    for (const field of ["patient_ID", "Reg_no"] as const) expect(fieldFault(field, identifier)).toBeUndefined();
  });

  test.each(titled(["P-1 ", " P-1", "P-1\u00a0", "\u3000P-1", "\u2003P-1", "P-1\u202f"]))(
    "must not begin or end with white space: %s",
    (_, identifier) => {
      expect(identifierFault(identifier, LIMIT)).toBe("must not begin or end with white space");
    },
  );

  test.each(titled(["AB  1", "A\u00a01", "A\u30001", "A\u20091", "A \u20091", "A\u16801"]))(
    "may contain single spaces, and no other white space: %s",
    (_, identifier) => {
      expect(identifierFault(identifier, LIMIT)).toBe("must not contain white space other than single spaces");
    },
  );

  test.each(
    titled([
      "Jose\u0301",
      "\u212b",
      "\u2126",
      "\u1100\u1161",
      "\uf900",
      "e\u0301\u0323",
      "क\u093c\u200b".slice(0, 1) + "\u0958",
    ]),
  )("must be in NFC: %s", (_, identifier) => {
    expect(identifierFault(identifier, LIMIT)).toContain("must be in Unicode NFC");
    expect(identifierFault(identifier.normalize("NFC"), LIMIT)).toBeUndefined();
  });

  test.each(titled(["\u0301", "\u0301P", "\u094d7", "\u20dd"]))("must not begin with a mark: %s", (_, identifier) => {
    expect(identifierFault(identifier, LIMIT)).toBe(MARK);
  });

  test.each(
    titled(["क्\u200dष", "می\u200cخ", "👩\u200d⚕", "葛\u{e0100}", "א\u200e7", "\u061cع", "❤\ufe0f", "AB-\u202e321"]),
  )("must not contain a hidden character, even where a name may: %s", (_, identifier) => {
    expect(identifierFault(identifier, LIMIT)).toBe(HIDDEN);
  });

  test("is visibly distinct from every other valid one: nothing in it can be left out or composed", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom(" ", "a", "é", "\u0301", "\u200d", "\u202e", "\u3000", "7", "क", "्", "\ufeff"),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), (units) => {
        const text = units.join("");
        fc.pre(identifierFault(text, LIMIT) === undefined);
        expect(text.trim()).toBe(text);
        expect(text.normalize("NFC")).toBe(text);
        expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\s\s/u);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("a token's subject", () => {
  test.each([
    "dr-rao",
    "auth0|5f7c",
    "Jose\u0301",
    "dr rao",
    " dr-rao",
    "CN=Ana  B",
    "아나",
    "https://id.example/ana",
    "山田",
  ])("may be %s, whatever its issuer chose", (subject) => {
    expect(subjectFault(subject)).toBeUndefined();
  });
});
