import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chooseLanguage, LANGUAGES } from "../../../src/page/language/languages.ts";

test.each([
  [[null], ["es-MX", "en"], "es"],
  [[null], ["fr-FR", "hi-IN", "en-GB"], "hi"],
  [[null], ["AR"], "ar"],
  [[null], ["fr", "de"], "en"],
  [[null], [], "en"],
  [["ar"], ["es"], "ar"],
  [["fr"], ["es"], "es"],
  [[""], ["es"], "es"],
  [["constructor"], ["__proto__", "hi"], "hi"],
  [["ar", "hi"], ["es"], "ar"],
  [["", "hi"], ["es"], "hi"],
  [["another site's tab", undefined], ["es"], "es"],
])("with %j stored and a browser in %j, the page is in %s", (stored, preferred, language) => {
  expect(chooseLanguage(stored, preferred)).toBe(language);
});

test("whatever is stored and preferred, the page is in a language that it has", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string())), fc.array(fc.string()), (stored, preferred) => {
      expect(Object.keys(LANGUAGES)).toContain(chooseLanguage(stored, preferred));
    }),
  );
});
