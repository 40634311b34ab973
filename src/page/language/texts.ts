import { language } from "./chosen.ts";
import type { Language } from "./languages.ts";

/**
 * The type of a part of the page's texts in any language, made of that of the English part: the same members, with any text in
 * place of the English one, and functions with the same parameters.
 */
export type Texts<English> = English extends (...values: infer Values) => string
  ? (...values: Values) => string
  : English extends string
    ? string
    : { readonly [Name in keyof English]: Texts<English[Name]> };

/**
 * Loads a part of the page's texts in the page's language.
 *
 * The texts are divided into parts, such as those of a view, so that a part is loaded with the code that shows it. Each part has
 * a file for each language, in `src/page/texts/<language>/`. English is the original: the others have its shape.
 *
 * @param parts loads the part, for each language
 */
export async function inChosenLanguage<English>(
  parts: { readonly en: () => Promise<English> } & {
    readonly [Other in Exclude<Language, "en">]: () => Promise<Texts<English>>;
  },
): Promise<Texts<English>> {
  return (await parts[language]()) as Texts<English>;
}
