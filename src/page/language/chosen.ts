import { keptHere } from "../kept-texts.ts";
import { chooseLanguage, type Language, LANGUAGES } from "./languages.ts";

/** What a browser has of the global objects, and Node.js, where tests read the texts, has not. */
interface Globals {
  readonly document?: { readonly documentElement: { lang: string; dir: string } };
  /** The tab's name, which lasts when the page is loaded again. */
  name?: string;
  readonly navigator?: { readonly languages?: readonly string[] };
  readonly location?: { reload(): void };
}

const globals: Globals = globalThis;
const { document, navigator, location } = globals;

/** The key under which the reader's choice is stored. It contains no patient data. */
const STORE = "patient-ledger.language";

/** The language of the page, until it is loaded again. */
export const language: Language = document
  ? chooseLanguage([globals.name, keptHere.get(STORE)], navigator?.languages ?? [])
  : "en";

if (document) {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

/**
 * Stores the reader's choice and loads the page again, since its texts are loaded once. If the browser does not store it, the tab
 * keeps it as its name.
 */
export function switchLanguage(chosen: Language): void {
  globals.name = keptHere.set(STORE, chosen) ? "" : chosen;
  location?.reload();
}
