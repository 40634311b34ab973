import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LANGUAGES } from "../../../src/page/language/languages.ts";

const TEXTS = join(import.meta.dirname, "../../../src/page/texts");
const OTHERS = Object.keys(LANGUAGES).filter((language) => language !== "en");
/** The files of a language, without what only its own grammar needs. */
const parts = (language: string) =>
  readdirSync(join(TEXTS, language))
    .filter((file) => file !== "plural.ts")
    .toSorted();

/** A part of the texts as a list of its members: the path of each, and what is there. */
function members(texts: unknown, path = ""): (readonly [string, unknown])[] {
  if (typeof texts !== "object" || texts === null) return [[path, texts]];
  return Object.entries(texts).flatMap(([name, member]) => members(member, `${path}/${name}`));
}

const load = async (language: string, part: string) =>
  members(await import(/* @vite-ignore */ join(TEXTS, language, part)));

/** What a text must have in common with the English one: whether it is a function, and of how many values. */
const shapes = (texts: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(texts.map(([path, text]) => [path, typeof text === "function" ? text.length : typeof text]));

describe.each(OTHERS)("in %s", (language) => {
  test("there is a file for each part of the texts", () => {
    expect(parts(language)).toEqual(parts("en"));
  });

  test.each(parts("en"))("no text of %s is missing or empty", async (part) => {
    const [english, translated] = await Promise.all([load("en", part), load(language, part)]);

    expect(shapes(translated)).toEqual(shapes(english));
    expect(translated.filter(([, text]) => typeof text === "string" && text.trim() === "")).toEqual([]);
  });
});
