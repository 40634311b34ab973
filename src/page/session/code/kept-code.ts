import { drop, keep, kept } from "../provider/tab-store.ts";

const NAME = "code";

/** Keeps the code that signed in, for as long as this tab is signed in with it. */
export function keepCode(code: string): void {
  keep(NAME, { code });
}

/** The code that signed this tab in. */
export function keptCode(): string | undefined {
  return kept(NAME)["code"];
}

/** Forgets the code. */
export function dropCode(): void {
  drop(NAME);
}
