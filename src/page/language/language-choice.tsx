import { strings } from "../texts/frame.ts";
import { language, switchLanguage } from "./chosen.ts";
import { type Language, LANGUAGES } from "./languages.ts";

/**
 * Switches the page's language. The page is then loaded again. If the browser asks before that, since something would be lost,
 * and the reader stays, the present language is shown as before.
 */
export function LanguageChoice() {
  return (
    <select class="language-choice" aria-label={strings.language} title={strings.language} onChange={choose}>
      {Object.entries(LANGUAGES).map(([tag, { name }]) => (
        <option key={tag} value={tag} lang={tag} selected={tag === language}>
          {name}
        </option>
      ))}
    </select>
  );
}

function choose({ currentTarget }: { readonly currentTarget: HTMLSelectElement }): void {
  const chosen = currentTarget.value as Language;
  currentTarget.value = language;
  switchLanguage(chosen);
}
