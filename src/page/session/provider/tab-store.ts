/** What a tab keeps while it is open, reloads included, with a name for each group of texts. */
import { keptInTab } from "../../kept-texts.ts";

/** Keeps texts under a name. */
export function keep(name: string, texts: Readonly<Record<string, string>>): void {
  keptInTab.set(keyOf(name), new URLSearchParams(texts).toString());
}

/** The texts kept under a name; none if there are none, or if somebody has edited them. */
export function kept(name: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(new URLSearchParams(keptInTab.get(keyOf(name)) ?? ""));
}

/** Forgets the texts kept under a name. */
export function drop(name: string): void {
  keptInTab.remove(keyOf(name));
}

function keyOf(name: string): string {
  return `patient-ledger.${name}`;
}
