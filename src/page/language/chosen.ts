import { chooseLanguage, type Language, LANGUAGES } from "./languages.ts";

/** What a browser has of the global objects, and Node.js, where tests read the texts, has not. */
interface Globals {
  readonly document?: { readonly documentElement: { lang: string; dir: string } };
  readonly localStorage?: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  readonly navigator?: { readonly languages?: readonly string[] };
  readonly location?: { reload(): void };
}

const { document, localStorage, navigator, location }: Globals = globalThis;

/** The key under which the reader's choice is stored. It contains no patient data. */
const STORE = "patient-ledger.language";

/** The language of the page, until it is loaded again. */
export const language: Language = document
  ? chooseLanguage(localStorage?.getItem(STORE) ?? null, navigator?.languages ?? [])
  : "en";

if (document) {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

/** Stores the reader's choice and loads the page again, since its texts are loaded once. */
export function switchLanguage(chosen: Language): void {
  localStorage?.setItem(STORE, chosen);
  location?.reload();
}
