import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonFault, parseCanonicalValues, parseIJson } from "../../src/chain/text/json.ts";
import { type Read, referenceRead } from "../support/chain/json-reference.ts";

/** The result of the reader, in the reference's terms. */
function readBy(parse: (text: string) => unknown, text: string): Read {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}

const spaces = fc.constantFrom("", "", "", " ", "\n", "\t \r");

/** Spellings of one string: literal, or with some of its code units escaped. */
const spelled = (text: string): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.constantFrom("as it is", "as it is", "as it is", "lower", "upper")).map((ways) => {
    const units = text.split("").map((unit) => {
      const way = ways.next().value;
      const code = unit.charCodeAt(0).toString(16).padStart(4, "0");
      if (way === "lower") return `\\u${code}`;
      return way === "upper" ? `\\u${code.toUpperCase()}` : JSON.stringify(unit).slice(1, -1);
    });
    return `"${units.join("")}"`;
  });

const NAMES = ["a", "b", "ab", "proof", "__proto__", "constructor", "7", "", "é", "😀", "\ud800"];
const NUMBERS = [
  "0 -0 0.0 -0e9 0e999999999999 1 -1 1.0 1.50 1e2 1E+2 100e-2 533.00000000000000000001 9007199254740991",
  "9007199254740992 9007199254740990.7 -9007199254740993 0.1 0.10 0.1000000000000000055511151231257827",
  "0.99999999999999999999 1e400 -1e400 1e-400 5e-324 4.9e-324 1e21 123456789012345680000 1e-7 0.0000001",
].flatMap((line) => line.split(" "));

const literals = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e17, max: 1e17 }).map(String),
  fc.tuple(fc.bigInt(-(2n ** 56n), 2n ** 56n), fc.nat(20)).map(([digits, power]) => `${digits}e-${power}`),
);
const strings = fc
  .oneof(fc.constantFrom(...NAMES), fc.string({ unit: "binary", maxLength: 4 }), fc.constantFrom("\ud800", "\udc00a"))
  .chain(spelled);

/**
 * JSON texts, strict or not, with few names, so that these repeat, and unusual spellings of names, strings and numbers.
 */
const { json } = fc.letrec<{ json: string }>((tie) => {
  const padded = fc.tuple(spaces, tie("json"), spaces).map((parts) => parts.join(""));
  const member = fc
    .tuple(spaces, fc.constantFrom(...NAMES).chain(spelled), spaces, padded)
    .map(([before, name, behind, value]) => `${before}${name}${behind}:${value}`);
  return {
    json: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(literals, strings, fc.constantFrom("true", "false", "null")),
      fc.array(padded, { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
      fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(",")}}`),
    ),
  };
});

/** A text with a few characters changed; most are no longer JSON. */
const damaged = fc
  .tuple(
    json,
    fc.nat(),
    fc.nat(2),
    fc.constantFrom("", '"', "\\", "{", "]", ",", ":", "1", "-", ".", "e", "\u0001", "NaN"),
  )
  .map(([text, number, cut, put]) => {
    const place = number % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + cut);
  });

describe.each([
  ["I-JSON", parseIJson, false],
  ["JSON with canonical values", parseCanonicalValues, true],
] as const)("%s", (_, parse, canonical) => {
  test("is read like by another strict reader, and refused whenever that refuses it", () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: damaged }), (text) => {
        expect(readBy(parse, text)).toEqual(referenceRead(text, canonical));
      }),
      { numRuns: 5000 },
    );
  });

  test("includes the output of JSON.stringify for values that doubles and UTF-8 hold exactly", () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => referenceRead(text, true) !== undefined),
        (text) => {
          expect(parse(text)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test.each<[string, string]>([
    ["a repeated name", '{"a":1,"a":2}'],
    ["a repeated name with equal values", '{"a":"x","a":"x"}'],
    ["a repeated name, once escaped", '{"patient_name":"Alice","patient\\u005fname":"Mallory"}'],
    ["a repeated name in a nested object", '[{"b":{"a":[],"c":0,"a":[]}}]'],
    ["a repeated name whose first value is deeply nested", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)},"a":1}`],
    ["__proto__ twice", '{"__proto__":1,"__proto__":1}'],
    ["an escaped lone surrogate", '["\\ud83d"]'],
    ["a lone surrogate", '["\ude00"]'],
    ["surrogates in the wrong order", '["\\ude00\\ud83d"]'],
    ["a lone surrogate in a name", '{"\\udc00":1}'],
    ["a byte order mark", "\ufeff{}"],
    ["a number that a double rounds", "[533.00000000000000000001]"],
    ["a whole number beyond 2^53 - 1", "[9007199254740992]"],
    ["a number too large for a double", "[1e400]"],
    ["a number too small for a double", "[1e-400]"],
    ["NaN", "[NaN]"],
    ["Infinity", "[-Infinity]"],
    ["a leading zero", "[007]"],
    ["a plus sign", "[+1]"],
    ["a hexadecimal number", "[0x10]"],
    ["a comma at the end", "[1,]"],
    ["a comment", "[1/**/]"],
    ["single quotes", "['a']"],
    ["a name without quotes", "{a:1}"],
    ["a control character in a string", '["\u0007"]'],
    ["a space that JSON does not allow", "[\u00a01]"],
    ["two values", "{}{}"],
    ["no characters", ""],
    ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`],
    ["100,000 levels of arrays", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["100,000 levels of objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["100,000 unclosed levels", "[".repeat(100_000)],
  ])("does not include a text with %s", (_kind, text) => {
    expect(() => parse(text)).toThrow(JsonFault);
  });

  test.each<[string, unknown]>([
    ['{"__proto__":{"a":1},"constructor":2}', JSON.parse('{"__proto__":{"a":1},"constructor":2}')],
    ['{"b":1,"a":2,"1":3}', { b: 1, a: 2, 1: 3 }],
    [' { "a" : [ true , null ] } ', { a: [true, null] }],
    ['["\\"\\\\\\n\\u001f/\u007f\u2028😀"]', ['"\\\n\u001f/\u007f\u2028😀']],
    ["[0,-1,0.1,9007199254740991,1e-7]", [0, -1, 0.1, 9007199254740991, 1e-7]],
    ['{"a":{"a":1},"b":{"a":1}}', { a: { a: 1 }, b: { a: 1 } }],
    [`${"[".repeat(64)}${"]".repeat(64)}`, JSON.parse(`${"[".repeat(64)}${"]".repeat(64)}`)],
    ["7", 7],
    ['""', ""],
  ])("includes %s", (text, value) => {
    const read = parse(text);
    expect(read).toEqual(value);
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });

  test("reports a fault without any content of the text", () => {
    for (const text of ['{"Alice":1,"Alice":1}', '["Alice', '["Alice\\ud800"]', "[1234567890123456789]"]) {
      expect(() => parse(text)).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/Alice|1234/) }));
    }
  });
});

describe("a non-canonical spelling of a value", () => {
  test.each([
    ['["\\u0041"]', ["A"]],
    ['["\\/"]', ["/"]],
    ['["\\u000a"]', ["\n"]],
    ['["\\u001F"]', ["\u001f"]],
    ['["\\ud83d\\ude00"]', ["😀"]],
    ['{"patient\\u005fname":1}', { patient_name: 1 }],
    ["[5.330e2]", [533]],
    ["[533.0]", [533]],
    ["[1E2]", [100]],
    ["[0.0]", [0]],
    ["[-0]", [0]],
    ["[-0.0e7]", [0]],
    ["[0.00000010]", [1e-7]],
  ])("is I-JSON but not canonical: %s", (text, value) => {
    expect(parseIJson(text)).toEqual(value);
    expect(() => parseCanonicalValues(text)).toThrow(JsonFault);
  });
});
