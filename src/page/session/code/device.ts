import { hex } from "../../../chain/hex.ts";

/** The key in `localStorage`. */
const STORE = "patient-ledger.device";

/** The secret of this page, for a browser that keeps nothing because its storage is full. */
let here: string | undefined;

/**
 * A random secret that stands for this browser. It lets a student repeat the exchange of a code here, for instance after
 * the tab was closed, and nobody elsewhere.
 *
 * It has to outlive the tab, so it is in `localStorage`, where tokens never are. That is acceptable because it opens nothing
 * without the code, is sent to this origin alone, and says nothing about the person.
 */
export function device(): string {
  const known = [localStorage.getItem(STORE), here].find((text) => text && /^[0-9a-f]{32}$/.test(text));
  if (known) return known;
  here = hex(crypto.getRandomValues(new Uint8Array(16)));
  try {
    localStorage.setItem(STORE, here);
  } catch {
    // The code can then be exchanged again until the page is left.
  }
  return here;
}
