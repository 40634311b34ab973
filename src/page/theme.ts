import { signal } from "@preact/signals";
import { keptHere } from "./kept-texts.ts";

type Theme = "light" | "dark";

/** The key under which the choice is stored. It contains no patient data. */
const STORE = "patient-ledger.theme";

const system: Theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
const stored = keptHere.get(STORE);

/** The colour theme: the system's, until the user chooses one. */
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : system);
if (stored) document.documentElement.dataset["theme"] = theme.value;

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme.value;
  keptHere.set(STORE, theme.value);
}
