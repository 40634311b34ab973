import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonFault } from "../../src/chain/json.ts";
import { linesOf, parse } from "../../src/client/lines.ts";

type Line = { text: string; unfinished: boolean };

async function linesIn(pieces: readonly Uint8Array[]): Promise<Line[]> {
  const arriving = async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  const lines: Line[] = [];
  for await (const found of linesOf(arriving())) lines.push(found);
  return lines;
}

/** The bytes cut at some places, which may lie inside of a character, or be one place twice. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, number) => bytes.subarray(ends[number - 1] ?? 0, end));
}

const line = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom("", "é", "अमृता", "𠮷\u2028"))
  .filter((text) => !text.includes("\n") && text.isWellFormed() && !text.startsWith("\ufeff"));

describe("the lines of a stream of bytes", () => {
  test("are those of the text, wherever it is cut into pieces, inside of characters too", async () => {
    const cuts = fc.array(fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(line), cuts, async (texts, places) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(""));
        expect(await linesIn(cut(bytes, places))).toEqual(texts.map((text) => ({ text, unfinished: false })));
      }),
      { numRuns: 500 },
    );
  });

  test("are the same byte by byte", async () => {
    const bytes = Buffer.from('{"patient_name":"अमृता 𠮷"}\n\r\n{}\nrest');
    expect(await linesIn([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([
      { text: '{"patient_name":"अमृता 𠮷"}', unfinished: false },
      { text: "\r", unfinished: false },
      { text: "{}", unfinished: false },
      { text: "rest", unfinished: true },
    ]);
  });

  test("end with what stands behind the last line feed, as unfinished", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        line.filter((text) => text !== ""),
        fc.array(fc.nat()),
        async (texts, rest, places) => {
          const bytes = Buffer.from([...texts, rest].join("\n"));
          expect((await linesIn(cut(bytes, places))).at(-1)).toEqual({ text: rest, unfinished: true });
        },
      ),
    );
  });

  test("end as unfinished also when the bytes end inside of a character", async () => {
    for (const [text, missing] of [
      ["{}\nअ", 1],
      ["{}\nअ", 2],
      ["{}\nrest 𠮷", 3],
    ] as const) {
      const lines = await linesIn([Buffer.from(text).subarray(0, -missing)]);
      expect(lines[0]).toEqual({ text: "{}", unfinished: false });
      expect(lines.slice(1)).toEqual([{ text: expect.any(String) as string, unfinished: true }]);
    }
  });

  test("keep a byte order mark, so that they have as many bytes as were read", async () => {
    expect(await linesIn([Buffer.from("\ufeff{}\n\ufeff\n")])).toEqual([
      { text: "\ufeff{}", unfinished: false },
      { text: "\ufeff", unfinished: false },
    ]);
  });

  test("are none of no bytes", async () => {
    expect(await linesIn([])).toEqual([]);
    expect(await linesIn([new Uint8Array()])).toEqual([]);
  });

  test("come as soon as they have arrived, before what follows", async () => {
    const served: string[] = [];
    const arriving = async function* () {
      for (const text of ["one\ntw", "o\nthree\n"]) {
        served.push(text);
        yield await Promise.resolve(Buffer.from(text));
      }
    };
    const lines = linesOf(arriving());
    expect((await lines.next()).value).toEqual({ text: "one", unfinished: false });
    expect(served).toEqual(["one\ntw"]);
    await lines.return(undefined);
  });

  test("are no text where they are not UTF-8, and the others are whole", async () => {
    const bytes = Buffer.concat(
      ["अ\n\ufffd\n", Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a), "{}\n", Uint8Array.of(0xe0, 0xa4), "\n𠮷\n"].map((part) =>
        Buffer.from(part),
      ),
    );
    for (const pieces of [[bytes], [...bytes].map((byte) => Uint8Array.of(byte))]) {
      const texts = (await linesIn(pieces)).map(({ text }) => text);
      expect(texts).toEqual(["अ", "\ufffd", "\ufffd", "{}", "\ufffd", "𠮷"]);
    }
  });

  test("that are not UTF-8 are no block, not even one that has a replacement character there", () => {
    expect(parse("\ufffd")).toBeInstanceOf(JsonFault);
  });
});
