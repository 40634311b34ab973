import { hex } from "../../../chain/text/hex.ts";
import { keptHere } from "../../kept-texts.ts";

/** The key in `localStorage`. */
const STORE = "patient-ledger.device";

/**
 * A random secret that stands for this browser. It lets a student repeat the exchange of a code here, for instance after
 * the tab was closed, and nobody elsewhere.
 *
 * It has to outlive the tab, so it is in `localStorage`, where tokens never are. That is acceptable because it opens nothing
 * without the code, is sent to this origin alone, and says nothing about the person.
 */
export function device(): string {
  const known = keptHere.get(STORE);
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  const secret = hex(crypto.getRandomValues(new Uint8Array(16)));
  // If it cannot be stored, the code can be exchanged again until the page is left.
  keptHere.set(STORE, secret);
  return secret;
}
