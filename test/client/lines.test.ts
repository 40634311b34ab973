import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linesOf, NotLines } from "../../src/client/transport/lines.ts";

type Line = { text: string; unfinished: boolean };

async function linesIn(pieces: readonly Uint8Array[]): Promise<Line[]> {
  const arriving = async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  const lines: Line[] = [];
  for await (const found of linesOf(arriving())) lines.push(found);
  return lines;
}

/** The bytes split at some places, which may be inside a character, or the same place twice. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, number) => bytes.subarray(ends[number - 1] ?? 0, end));
}

const line = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom("", "é", "अमृता", "𠮷\u2028"))
  .filter((text) => !text.includes("\n") && text.isWellFormed() && !text.startsWith("\ufeff"));

/** A line of this many bytes, each in its own piece. */
function* singleBytes(count: number): Generator<Uint8Array> {
  for (let place = 0; place < count; place += 1) yield Uint8Array.of(0x61);
  yield Uint8Array.of(0x0a);
}

describe("the lines of a stream of bytes", () => {
  test("are those of the text, wherever it is split, even inside characters", async () => {
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

  test("end with the text after the last line feed, as unfinished", async () => {
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

  test("end as unfinished even if the bytes end inside a character", async () => {
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

  test("preserve a byte order mark, so that they have as many bytes as were read", async () => {
    expect(await linesIn([Buffer.from("\ufeff{}\n\ufeff\n")])).toEqual([
      { text: "\ufeff{}", unfinished: false },
      { text: "\ufeff", unfinished: false },
    ]);
  });

  test("are empty without any bytes", async () => {
    expect(await linesIn([])).toEqual([]);
    expect(await linesIn([new Uint8Array()])).toEqual([]);
  });

  test("are yielded as soon as they have arrived, before what follows", async () => {
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

  test.each([
    ["in the first line", [0x7b, 0xff, 0x7d, 0x0a], "line 1 is not UTF-8"],
    ["in a later line", [0x0a, 0x0a, 0xfc, 0x0a], "line 3 is not UTF-8"],
    ["in half a character before a line feed", [0xe0, 0xa4, 0x0a], "line 1 is not UTF-8"],
  ])("end with an error %s that is not UTF-8", async (_, bytes, message) => {
    await expect(linesIn([Uint8Array.from(bytes)])).rejects.toThrow(new NotLines(message));
  });

  test("end with an error if a line does not end, as soon as it is too long", async () => {
    let served = 0;
    const endless = function* () {
      for (;;) {
        served += 1;
        yield new Uint8Array(65_536).fill(0x61);
      }
    };
    const read = async () => {
      for await (const { text } of linesOf(endless())) expect(text).toBe("a line");
    };

    await expect(read()).rejects.toThrow("line 1 is longer than 4194304 bytes");
    expect(served).toBe(65);
  });

  test("are read in one pass: a long line in single bytes is copied once", async () => {
    const lengths: number[] = [];
    for await (const { text } of linesOf(singleBytes(400_000))) lengths.push(text.length);
    expect(lengths).toEqual([400_000]);
  });
});
