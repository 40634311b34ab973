import type { TrustPolicy } from "./trust-policy.ts";
import { SIGNATURE_TYPE, type VerifierKey } from "./note.ts";

/**
 * The witnesses of a policy whose cosignatures count: their keys make cosignatures (C2SP tlog-cosignature, type 0x04),
 * and none is the ledger's own key, which would witness nothing but itself.
 */
export function eligibleWitnesses({ ledger, witnesses = [] }: TrustPolicy): VerifierKey[] {
  return witnesses.filter(
    (witness) => witness.type === SIGNATURE_TYPE.cosignature && !ledger.some((key) => isSameKey(key, witness)),
  );
}

/** Keys without repetition: one public key under two names is one key. */
export function distinctKeys(keys: readonly VerifierKey[]): VerifierKey[] {
  return keys.filter((key, place) => keys.findIndex((other) => isSameKey(other, key)) === place);
}

/** Whether two verifier keys have the same public key, whatever they are named and used for. */
export function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  const { publicKey } = other;
  return one.publicKey.length === publicKey.length && one.publicKey.every((byte, place) => byte === publicKey[place]);
}
