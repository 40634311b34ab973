import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../root.ts";
import { until } from "../e2e/until.ts";
import type { Case } from "./verifier-cases.ts";

/** The address of the verifier that the build made. */
export const VERIFIER = pathToFileURL(join(ROOT, ".build/verifier.html")).href;

/** A browser's tab. Each browser is driven by a library of its own. */
export interface Tab {
  readonly evaluate: (script: string) => Promise<unknown>;
  readonly fill: (selector: string, text: string) => Promise<void>;
  readonly click: (selector: string) => Promise<void>;
  /** Chooses files in the only field for files. */
  readonly choose: (paths: readonly string[]) => Promise<void>;
}

/** What the verifier shows at the end. */
export interface Shown {
  /** The verdict, or the message that says why the files could not be verified. */
  readonly verdict: string;
  /** The lines of the report, each with the word before it, without the details of a check. */
  readonly lines: readonly (readonly [word: string, text: string])[];
}

/** In the browser: what is shown, once there is something. Of a check only the sentence, which comes before its details. */
const SHOWN = `(() => {
  const verdict = document.querySelector(".verdict-words .badge") ?? document.querySelector("[aria-live] > .notice");
  const sentence = (found) => {
    const own = found.querySelector(".fault > p, :scope > p");
    return own ? own.textContent : found.textContent;
  };
  const lines = [...document.querySelectorAll(".finding")].map(({ children: [word, found] }) => [word.textContent, sentence(found)]);
  return verdict && { verdict: verdict.textContent, lines };
})()`;

/** Gives files and keys to the verifier, as a person does, and returns what it shows at the end. */
export async function judged(
  tab: Tab,
  { given, vkey = "", genesis = "" }: Case,
  pathOf: (name: string, text: string) => string,
) {
  await give(
    tab,
    given.map(({ name, text }) => pathOf(name, text)),
  );
  await tab.fill("[aria-describedby=vkey-hint]", vkey);
  await tab.fill("[aria-describedby=genesis-hint]", genesis);
  const exports = given.filter(({ option }) => option === "file" || option === "copy");
  const main = given.find(({ option }) => option === "file");
  if (main && exports.length > 1) await tab.click(`[aria-label="Verify ${main.name}"]`);
  return verified(tab);
}

/** Chooses files, and waits until they are listed. */
export async function give(tab: Tab, paths: readonly string[]): Promise<void> {
  await tab.choose(paths);
  await until(
    () => "the files are not listed",
    async () => (await tab.evaluate("document.querySelectorAll('.saved-list li').length")) === paths.length,
  );
}

/** Verifies, and returns what is shown at the end. */
export async function verified(tab: Tab): Promise<Shown> {
  await tab.click(".verify-form button[type=submit]");
  const shown: Shown[] = [];
  await until(
    () => "no result is shown",
    async () => {
      const found = (await tab.evaluate(SHOWN)) as Shown | null | undefined;
      if (found) shown.push(found);
      return shown.length > 0;
    },
  );
  const [first] = shown;
  if (!first) throw new Error("no result is shown");
  return first;
}
