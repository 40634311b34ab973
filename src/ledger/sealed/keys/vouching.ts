import type { Founded } from "../../../chain/sealed/chain-state.ts";
import type { KeyEntry, RevocationEntry } from "../../../chain/sealed/entry.ts";
import { signedText, verifySignature } from "../../../chain/sealed/entry-signature.ts";
import type { OpenedKey } from "../../../chain/sealed/public-key.ts";

/**
 * Whether an entry about a key has the signatures that it needs, and no wrong one, as validation will demand it: a key
 * signs its own enrolment, which the registrar endorses if there is one; whoever says since when a key is compromised
 * holds it, or is the registrar. See author-rules.ts.
 *
 * @param key that the entry enrols or revokes
 */
export async function isVouchedFor(
  entry: KeyEntry | RevocationEntry,
  key: OpenedKey,
  founded: Founded,
): Promise<boolean> {
  const { signature, endorsement } = entry;
  const { founding, ledger, registrars } = founded;
  if (signature !== undefined) {
    if (!(await verifySignature(signature, signedText(entry, ledger, "signature"), key))) return false;
  }
  if (endorsement !== undefined) {
    const text = signedText(entry, ledger, "endorsement");
    const verified = await Promise.all(registrars.map((registrar) => verifySignature(endorsement, text, registrar)));
    if (!verified.includes(true)) return false;
  }
  if (entry.kind === "key") return founding.registrar === undefined || endorsement !== undefined;
  return entry.compromised_since === undefined || signature !== undefined || endorsement !== undefined;
}
