import { describe, expect, test } from "vitest";
import { callsOf, numbersIn, said } from "../../support/page/language/calls.ts";
import { withoutTerms } from "../../support/page/language/terms.ts";
import { load, OTHERS, parts, type Member } from "../../support/page/language/texts.ts";

/** What a text must have in common with the English one: whether it is a function, and of how many values. */
const shapes = (texts: readonly Member[]) =>
  Object.fromEntries(texts.map(([path, text]) => [path, typeof text === "function" ? text.length : typeof text]));

/** The letters of each language. Those of other scripts stand only in terms, which are the same in every language. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  es: /(?!\p{scx=Latin})\p{L}/u,
  hi: /(?!\p{scx=Devanagari})\p{L}/u,
  ar: /(?!\p{scx=Arabic})\p{L}/u,
};

describe.each(OTHERS)("in %s", (language) => {
  test("there is a file for each part of the texts", () => {
    expect(parts(language)).toEqual(parts("en"));
  });

  describe.each(parts("en"))("in %s", (part) => {
    test("no text is missing or empty", async () => {
      const [english, translated] = await Promise.all([load("en", part), load(language, part)]);

      expect(shapes(translated)).toEqual(shapes(english));
      expect(translated.filter(([, text]) => typeof text === "string" && text.trim() === "")).toEqual([]);
    });

    test("each text shows the numbers and values that the English one shows", async () => {
      const translated = new Map(await load(language, part));

      for (const [path, english] of await load("en", part)) {
        for (const values of callsOf(english)) {
          const text = said(translated.get(path), values) ?? "";
          expect(numbersIn(text), `${path}: ${text}`).toEqual(numbersIn(said(english, values) ?? ""));
        }
      }
    });

    test("no text is in English, or has a letter of another script, except for terms", async () => {
      const translated = new Map(await load(language, part));

      for (const [path, english] of await load("en", part)) {
        const [values = []] = callsOf(english);
        const text = said(translated.get(path), values) ?? "";
        const own = withoutTerms(language, text);
        expect(own, `${path}: ${text}`).not.toMatch(FOREIGN[language] ?? /./);
        expect(/\p{L}/u.test(own) && text === said(english, values), `${path}, in English: ${text}`).toBe(false);
      }
    });
  });
});
