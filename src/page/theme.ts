import { signal } from "@preact/signals";

type Theme = "light" | "dark";

/** Where the choice is stored; it says nothing of patients. */
const STORE = "patient-ledger.theme";

const system: Theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
const stored = localStorage.getItem(STORE);

/** The colours: the system's, until the user chooses. */
export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : system);
if (stored) document.documentElement.dataset["theme"] = theme.value;

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme.value;
  localStorage.setItem(STORE, theme.value);
}
