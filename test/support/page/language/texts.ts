import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGES } from "../../../../src/page/language/languages.ts";

const TEXTS = join(import.meta.dirname, "../../../../src/page/texts");

/** The languages into which the English texts are translated. */
export const OTHERS = Object.keys(LANGUAGES).filter((language) => language !== "en");

/** The files with a language's texts: all but `first-visit.ts`, which lists some of them, and `plural.ts`, its grammar. */
export const parts = (language: string) =>
  readdirSync(join(TEXTS, language))
    .filter((file) => file !== "first-visit.ts" && file !== "plural.ts")
    .toSorted();

/** A member of the texts: its path, and what is there. */
export type Member = readonly [path: string, text: unknown];

function members(texts: unknown, path = ""): readonly Member[] {
  if (typeof texts !== "object" || texts === null) return [[path, texts]];
  return Object.entries(texts).flatMap(([name, member]) => members(member, `${path}/${name}`));
}

/** A part of the texts as a list of its members. In Node.js, numbers in all languages are formatted as in English. */
export const load = async (language: string, part: string) =>
  members(await import(/* @vite-ignore */ join(TEXTS, language, part)));
