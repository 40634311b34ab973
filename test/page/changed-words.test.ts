import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { changedWords } from "../../src/page/views/blocks/records/changed-words.ts";

const text = array(constantFrom("Ana", "Ána", "López", " ", "  ", "\t", "P-1", "अमृता")).map((parts) => parts.join(""));

/** Words, and the white space between them. */
function words(of: string): string[] {
  return of.split(/(\s+)/u).filter((word) => word !== "");
}

test("the parts are the later text, and those not marked stand in the earlier text in the same order", () => {
  assert(
    property(text, text, (before, after) => {
      const parts = changedWords(before, after);
      expect(parts.map((part) => part.text).join("")).toBe(after);
      const earlier = words(before);
      const kept = parts.filter(({ isChanged }) => !isChanged).flatMap((part) => words(part.text));
      expect(kept.filter((word) => earlier.splice(0, earlier.indexOf(word) + 1).length === 0)).toEqual([]);
    }),
  );
});

test("texts of a length that no record has are marked as a whole", () => {
  const long = "a ".repeat(100_000);
  expect(changedWords(long, `${long}b`)).toEqual([{ text: `${long}b`, isChanged: true }]);
  expect(changedWords(long, long)).toEqual([{ text: long, isChanged: false }]);
});

test.each([
  ["Ana López", "Ana López", []],
  ["Ana María López", "Ana López", []],
  ["Ana López", "Ana María López", ["María "]],
  ["Ana López", "Bea López Gil", ["Bea", " Gil"]],
  ["P-1", "P-2", ["P-2"]],
  ["", "Ana", ["Ana"]],
])("from %j to %j the words %j are marked", (before, after, marked) => {
  const parts = changedWords(before, after).filter(({ isChanged }) => isChanged);
  expect(parts.map((part) => part.text)).toEqual(marked);
});
