import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64, fromBase64 } from "../../src/evidence/notes/base64.ts";
import {
  type Note,
  noteText,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  verifierKeyText,
} from "../../src/evidence/notes/note.ts";
import { Malformed } from "../../src/chain/text/malformed.ts";
import { LOG_TYPE, Notary, noteOf, WITNESS_TYPE } from "../support/chain/notaries.ts";

const notary = new Notary("clinic.example/ledgers/main");
const LINE = notary.line("text\n");
const NOTE = noteOf("text\n", LINE);

/** Every character that Unicode calls white space; a name may contain none of them. */
const SPACES = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /\p{White_Space}/u.test(character),
);

const malformed = { name: "Malformed" };
const printable = fc.string({ unit: "grapheme", maxLength: 40 }).filter((line) => !/\p{Cc}/u.test(line));
const names = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((name) => !/[\p{Cc}\p{White_Space}+\ufeff]/u.test(name));
const signatures = fc.record({
  name: names,
  id: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((id) => Buffer.from(id).toString("hex")),
  signature: fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Uint8Array.from(bytes)),
});
const notes: fc.Arbitrary<Note> = fc.record({
  text: fc.array(printable, { minLength: 1, maxLength: 6 }).map((lines) => `${lines.join("\n")}\n`),
  signatures: fc.array(signatures, { minLength: 1, maxLength: 5 }),
});

/** A text with one piece of it replaced. */
function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const pieces = fc.oneof(
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.constantFrom("\n", "\n\n", "+", "— ", "=", "\0"),
  );
  return fc.tuple(texts, fc.nat(), fc.nat(6), pieces).map(([text, place, cut, piece]) => {
    const from = place % (text.length + 1);
    return text.slice(0, from) + piece + text.slice(from + cut);
  });
}

/** A parser's result for any text, or "malformed" if it refused it. Any other error fails the test. */
async function outcome<Value>(parse: () => Value | Promise<Value>): Promise<Value | "malformed"> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
}

describe("reading a note", () => {
  test("is the inverse of writing it, whatever its text and signatures", () => {
    const property = fc.property(notes, (note) => {
      expect(parseNote(noteText(note))).toEqual(note);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("either refuses any text as malformed, or returns exactly what is written in it", async () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), mutated(notes.map(noteText)), mutated(fc.constant(NOTE)));
    const property = fc.asyncProperty(texts, async (text) => {
      const found = await outcome(() => parseNote(text));
      expect(found === "malformed" ? text : noteText(found)).toBe(text);
    });
    await fc.assert(property, { numRuns: 3000 });
  });

  test("takes the last empty line as the end of the text", () => {
    expect(parseNote(noteOf("first\n\nsecond\n", LINE)).text).toBe("first\n\nsecond\n");
  });

  test.each([
    ["no characters", ""],
    ["a text alone", "text\n"],
    ["no line feed at the end", NOTE.slice(0, -1)],
    ["no empty line before the signatures", `text\n${LINE}`],
    ["no signature", "text\n\n"],
    ["an empty line at the end", `${NOTE}\n`],
    ["a text below the signatures", `${NOTE}text\n`],
    ["a hyphen for the dash", NOTE.replace("—", "-")],
    ["two spaces after the dash", NOTE.replace("— ", "—  ")],
    ["a space at a line's end", NOTE.replace("\n\n", "\n\n ").replace(/\n$/, " \n")],
    ["no name", NOTE.replace(notary.name, "")],
    ["a plus in the name", NOTE.replace(notary.name, "a+b")],
    ["a signature that is not base64", NOTE.replace(/\S+\n$/, "!!!!\n")],
    ["a signature without padding", NOTE.replace(/=*\n$/, "\n")],
    ["a key id without signature", NOTE.replace(/\S+\n$/, "AAAAAA==\n")],
    ["a carriage return", NOTE.replaceAll("\n", "\r\n")],
    ["a tab", noteOf("a\tb\n", LINE)],
    ["a null character", noteOf("a\0b\n", LINE)],
    ["a lone surrogate", noteOf("\ud800\n", LINE)],
  ])("is refused with %s", (_, text) => {
    expect(() => parseNote(text)).toThrow(expect.objectContaining(malformed));
  });

  test.each(Array.from({ length: 32 }, (_, code) => code).filter((code) => code !== 10))(
    "is refused with the control character %d in text or name",
    (code) => {
      const character = String.fromCharCode(code);
      expect(() => parseNote(noteOf(`a${character}\n`, LINE))).toThrow(expect.objectContaining(malformed));
      const named = LINE.replace(notary.name, `a${character}`);
      expect(() => parseNote(noteOf("text\n", named))).toThrow(expect.objectContaining(malformed));
    },
  );

  test("is refused if a name contains any of Unicode's spaces", () => {
    const taken = SPACES.filter((space) => {
      try {
        return parseSignatureLine(LINE.trimEnd().replace(notary.name, `a${space}b`));
      } catch {
        return false;
      }
    });
    expect(taken.map((space) => space.charCodeAt(0).toString(16))).toEqual([]);
  });

  test("is refused with more than 64 signatures, and beyond a maximum length", () => {
    const lines = Array.from({ length: 65 }, () => LINE);

    expect(parseNote(noteOf("text\n", ...lines.slice(1))).signatures).toHaveLength(64);
    expect(() => parseNote(noteOf("text\n", ...lines))).toThrow("too many signatures");
    expect(() => parseNote(noteOf(`${"x".repeat(2 ** 20)}\n`, LINE))).toThrow("too long");
  });

  test("accepts the sixteen post-quantum signatures of nearly 5 kB that the specification requires", () => {
    const line = `— witness.example ${Buffer.alloc(4 + 4_900, 7).toString("base64")}\n`;
    const lines = Array.from({ length: 16 }, () => line);

    expect(parseNote(noteOf("text\n", ...lines)).signatures).toHaveLength(16);
  });
});

describe("reading a verifier key", () => {
  const VKEY = notary.vkey(LOG_TYPE);

  test("is the inverse of writing it, for both types", async () => {
    for (const vkey of [VKEY, notary.vkey(WITNESS_TYPE)]) {
      expect(verifierKeyText(await parseVerifierKey(vkey))).toBe(vkey);
    }
  });

  test("either refuses any text as malformed, or returns the key that has this text", async () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), mutated(fc.constant(VKEY)));
    const property = fc.asyncProperty(texts, async (text) => {
      const found = await outcome(() => parseVerifierKey(text));
      expect(found === "malformed" ? text : verifierKeyText(found)).toBe(text);
    });
    await fc.assert(property, { numRuns: 2000 });
  });

  test.each([
    ["another name", VKEY.replace("clinic", "clinik")],
    ["another id", VKEY.replace(/\+[0-9a-f]{8}\+/, "+00000000+")],
    ["an id in upper case", VKEY.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())],
    [
      "another key",
      new Notary(notary.name, "another")
        .vkey(LOG_TYPE)
        .replace(/\+[0-9a-f]{8}\+/, `+${notary.id(LOG_TYPE).toString("hex")}+`),
    ],
    ["an unknown type", notary.vkey(0x02)],
    ["no name", VKEY.slice(notary.name.length)],
    ["a truncated key", VKEY.slice(0, -4)],
    ["a trailing line feed", `${VKEY}\n`],
  ])("is refused with %s", async (_, vkey) => {
    await expect(parseVerifierKey(vkey)).rejects.toMatchObject(malformed);
  });

  test("is refused as malformed if it is very long", async () => {
    const long = "A".repeat(2 ** 20);
    expect(await outcome(() => parseVerifierKey(VKEY + long))).toBe("malformed");
    expect(await outcome(() => parseVerifierKey(long + VKEY))).toBe("malformed");
  });
});

describe("base64", () => {
  test("is written and read like by another program", () => {
    const property = fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(base64(bytes)).toBe(text);
      expect(Buffer.from(fromBase64(text) ?? [1, 2, 3])).toEqual(Buffer.from(bytes));
    });
    fc.assert(property, { examples: [[Uint8Array.of()]] });
  });

  test.each([
    "A",
    "AA",
    "AAA",
    "AA=",
    "A===",
    "AAA=A",
    "====",
    "AA==AA==",
    "AA-_",
    "AA AA",
    "AAAA\n",
    " AAAA",
    "AB==",
    "AAB=",
  ])("is refused in any other spelling: %j", (text) => expect(fromBase64(text)).toBeUndefined());
});
