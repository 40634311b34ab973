import { Readable } from "node:stream";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { copyWithout } from "../../../src/cli/dev/copy-without.ts";

/** What is copied of a text that arrives in pieces. */
async function copied(pieces: readonly string[]): Promise<string> {
  const written: string[] = [];
  await copyWithout(Readable.from(pieces), (line) => line.includes("noise"), { write: (text) => written.push(text) });
  return written.join("");
}

/** Cuts a text into pieces of a length. */
const cut = (text: string, length: number) => text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];

const signal = fc.array(fc.constantFrom("a", "", "b c", "\u001b[31mred\u001b[0m"), { maxLength: 6 });

test("lines that are no noise are copied as they are, however they arrive", async () => {
  await fc.assert(
    fc.asyncProperty(signal, fc.integer({ min: 1, max: 9 }), async (lines, length) => {
      const text = lines.map((line) => `${line}\n`).join("");
      expect(await copied(cut(text, length))).toBe(text);
    }),
  );
});

test("noise is left out with the empty lines after it, and nothing else is", async () => {
  const gaps = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(gaps, fc.integer({ min: 1, max: 9 }), async (empty, length) => {
      const text = empty.map((count, place) => `line ${place}\n\nsome noise\n${"\n".repeat(count)}`).join("");
      const rest = empty.map((_, place) => `line ${place}\n\n`).join("");
      expect(await copied(cut(text, length))).toBe(rest);
    }),
  );
});
