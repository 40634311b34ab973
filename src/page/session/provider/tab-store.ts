/** What a tab keeps while it is open, reloads included: `sessionStorage`, with a name for each group of texts. */

/** Keeps texts under a name. */
export function keep(name: string, texts: Readonly<Record<string, string>>): void {
  sessionStorage.setItem(keyOf(name), new URLSearchParams(texts).toString());
}

/** The texts kept under a name; none if there are none, or if somebody has edited them. */
export function kept(name: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(new URLSearchParams(sessionStorage.getItem(keyOf(name)) ?? ""));
}

/** Forgets the texts kept under a name. */
export function drop(name: string): void {
  sessionStorage.removeItem(keyOf(name));
}

function keyOf(name: string): string {
  return `patient-ledger.${name}`;
}
