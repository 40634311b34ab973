/** A language of the page. */
export interface LanguageFacts {
  /** Its own name for itself. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** The locale for `Intl`: of numbers, dates, lists and plurals. */
  readonly locale: string;
}

/**
 * The languages of the page, by their tags (BCP 47), in the order in which they are offered.
 *
 * Arabic and Hindi use the digits 0 to 9: nonces, hashes and numbers in JSON stand beside the page's own numbers, and a reader
 * compares them.
 */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr", locale: "en" },
  es: { name: "Español", direction: "ltr", locale: "es" },
  hi: { name: "हिन्दी", direction: "ltr", locale: "hi-IN-u-nu-latn" },
  ar: { name: "العربية", direction: "rtl", locale: "ar-u-nu-latn" },
} as const satisfies Record<string, LanguageFacts>;

export type Language = keyof typeof LANGUAGES;

/**
 * Chooses the page's language: the reader's choice, or else the first of the browser's languages that the page has, or else
 * English.
 *
 * @param stored where the reader's choice may be stored
 * @param preferred the browser's languages as tags (BCP 47), the most preferred first
 */
export function chooseLanguage(stored: readonly (string | null | undefined)[], preferred: readonly string[]): Language {
  return [...stored, ...preferred.map((tag) => tag.toLowerCase().split("-")[0])].find(isLanguage) ?? "en";
}

function isLanguage(tag: string | null | undefined): tag is Language {
  return Object.hasOwn(LANGUAGES, tag ?? "");
}
