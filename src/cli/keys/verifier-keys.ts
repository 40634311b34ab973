import { parseVerifierKey, SIGNATURE_TYPE, type VerifierKey } from "../../evidence/notes/note.ts";
import { distinctKeys, isSameKey } from "../../evidence/notes/witnesses.ts";
import { printable } from "../../chain/text/printable.ts";

/**
 * Parses the values of `--vkey`.
 *
 * @throws Error when one is malformed, or is a witness's key
 */
export async function ledgerKeys(texts: readonly string[]): Promise<VerifierKey[]> {
  const keys = await Promise.all(texts.map(parseVerifierKey));
  const wrong = keys.find(({ type }) => type !== SIGNATURE_TYPE.ed25519);
  if (wrong) throw new Error(`--vkey ${printable(wrong.name)} is a witness's key: give it as --witness-key.`);
  return keys;
}

/**
 * Parses the values of `--witness-key`.
 *
 * @throws Error when one is malformed, is not for cosignatures, is the ledger's own, or is given under two names
 */
export async function witnessKeys(texts: readonly string[], ledger: readonly VerifierKey[]): Promise<VerifierKey[]> {
  const keys = await Promise.all(texts.map(parseVerifierKey));
  for (const key of keys) {
    const name = `--witness-key ${printable(key.name)}`;
    if (ledger.some((own) => isSameKey(own, key))) {
      throw new Error(`${name} is the ledger's own key: a ledger cannot be its own witness.`);
    }
    if (key.type !== SIGNATURE_TYPE.cosignature) {
      throw new Error(`${name} is not a witness's key: only keys of type 0x04 make cosignatures.`);
    }
    const twin = keys.find((other) => other.name !== key.name && isSameKey(other, key));
    if (twin) throw new Error(`${name} is the key of ${printable(twin.name)} too: one key is one witness.`);
  }
  return distinctKeys(keys);
}
