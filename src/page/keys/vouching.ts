import type { Entry } from "../../chain/sealed/entry.ts";
import { signedText, verifySignature } from "../../chain/sealed/entry-signature.ts";
import { openKey } from "../../chain/sealed/public-key.ts";
import type { AuthoredEntry } from "../../client/signing/sign-entry.ts";

/** Whether an entry's signature is that of its author's key, as far as the browser can tell. */
export type SignatureState = "holds" | "fails" | "unchecked";

/** Whether an entry is of a kind that an author can sign. */
export function isAuthored(entry: Entry): entry is AuthoredEntry {
  return entry.kind === "record" || entry.kind === "correction" || entry.kind === "erasure";
}

/**
 * Verifies an entry's signature in the browser. Nothing is assumed about the shape of either.
 *
 * @param key the key that the ledger serves for the author; it must have the author's thumbprint
 * @param ledger the hash of genesis, which the page has checked
 */
export async function verifyVouching(entry: AuthoredEntry, key: unknown, ledger: string): Promise<SignatureState> {
  const opened = await openKey(key);
  // Some browsers have no Ed25519.
  if (typeof opened === "string") return "unchecked";
  if (opened.thumbprint !== entry.author || typeof entry.signature !== "string") return "fails";
  try {
    return (await verifySignature(entry.signature, signedText(entry, ledger, "signature"), opened)) ? "holds" : "fails";
  } catch {
    // A text with a lone surrogate has no canonical form, so that nobody can have signed it.
    return "fails";
  }
}
