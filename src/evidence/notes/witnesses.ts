import type { TrustPolicy } from "./trust-policy.ts";
import { SIGNATURE_TYPE, type VerifierKey } from "./note.ts";

/**
 * The witnesses of a policy whose cosignatures count. Their keys must be cosignature keys (C2SP tlog-cosignature, type
 * 0x04) and must not be the ledger's own: a ledger cannot witness itself.
 */
export function eligibleWitnesses({ ledger, witnesses = [] }: TrustPolicy): VerifierKey[] {
  return witnesses.filter(
    (witness) => witness.type === SIGNATURE_TYPE.cosignature && !ledger.some((key) => isSameKey(key, witness)),
  );
}

/** Removes duplicate keys. The same public key under two names counts as a duplicate. */
export function distinctKeys(keys: readonly VerifierKey[]): VerifierKey[] {
  return keys.filter((key, place) => keys.findIndex((other) => isSameKey(other, key)) === place);
}

/** Whether two verifier keys have the same public key; their names and types may differ. */
export function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  const { publicKey } = other;
  return one.publicKey.length === publicKey.length && one.publicKey.every((byte, place) => byte === publicKey[place]);
}
