import { Malformed } from "../../../chain/text/malformed.ts";
import {
  commitmentOf,
  type Fields,
  fieldsOf,
  hasNames,
  openDisclosures,
  SUBJECT_NAME,
} from "../../../evidence/receipts/disclosures.ts";
import type { StoredVersion } from "../../store/entry-rows.ts";
import { newDisclosureKey } from "../reading/disclosure-cipher.ts";
import type { Sealing } from "./sealing.ts";

/** The subject of a key as its disclosure says, and what stands on the chain for it. */
export interface OpenedSubject {
  readonly subject: string;
  readonly disclosures: readonly string[];
  /** The digest of the disclosure, by its name. */
  readonly fields: Fields;
  readonly commitment: string;
}

/** A subject that is ready to be stored. */
export interface SealedSubject {
  readonly version: StoredVersion;
  /** The key of the ciphertext, which goes to the vault. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/**
 * Opens the subject of a key from its disclosure.
 *
 * @throws Malformed if it is not exactly the disclosure of a subject. The message quotes nothing.
 */
export async function openSubject(disclosures: readonly string[]): Promise<OpenedSubject> {
  const fields = await fieldsOf(disclosures);
  if (!hasNames(fields, [SUBJECT_NAME])) throw new Malformed("the disclosures are not that of a key's subject alone");
  const { [SUBJECT_NAME]: subject = "" } = await openDisclosures(disclosures, fields);
  return { subject, disclosures, fields, commitment: await commitmentOf(fields) };
}

/**
 * Seals the subject of a key as a version of a record is sealed: its disclosure is encrypted under a key of its own, and
 * it is found and compared by keyed hashes. Destroying that key and overwriting the rest erases it.
 *
 * @param thumbprint of the author's key
 * @param enroller the subject of the token that the key is enrolled with
 */
export async function sealSubject(
  { subject, disclosures, commitment }: OpenedSubject,
  thumbprint: string,
  enroller: string,
  sealing: Sealing,
): Promise<SealedSubject> {
  const { keyId, key } = newDisclosureKey();
  const [ciphertext, fingerprint, byEnroller, bySubject] = await Promise.all([
    sealing.encrypt(disclosures, key, commitment),
    subjectFingerprint(thumbprint, subject, sealing),
    enrollerLookup(thumbprint, enroller, sealing),
    subjectLookup(subject, sealing),
  ]);
  return { version: { keyId, ciphertext, fingerprint, lookups: [byEnroller, bySubject] }, key };
}

/**
 * Opens a sealed subject.
 *
 * @param commitment as the key's entry on the chain has it
 * @returns `undefined` if the ciphertext, the key or the disclosure is not that of the commitment
 */
export async function openSealedSubject(
  ciphertext: Uint8Array<ArrayBuffer>,
  key: Uint8Array<ArrayBuffer>,
  commitment: string,
  sealing: Sealing,
): Promise<OpenedSubject | undefined> {
  const disclosures = await sealing.decrypt(ciphertext, key, commitment);
  try {
    const opened = disclosures && (await openSubject(disclosures));
    return opened?.commitment === commitment ? opened : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** A keyed hash of a key and its subject. It is that of no other key, so that nobody can move it to another one. */
export function subjectFingerprint(
  thumbprint: string,
  subject: string,
  sealing: Sealing,
): Promise<Uint8Array<ArrayBuffer>> {
  return sealing.keyedHash(["key", thumbprint, subject]);
}

/** The keyed hash that says who enrolled a key. */
export function enrollerLookup(
  thumbprint: string,
  enroller: string,
  sealing: Sealing,
): Promise<Uint8Array<ArrayBuffer>> {
  return sealing.keyedHash(["enrolled-by", thumbprint, enroller]);
}

/** The keyed hash that the keys of a subject are found by. */
export function subjectLookup(subject: string, sealing: Sealing): Promise<Uint8Array<ArrayBuffer>> {
  return sealing.keyedHash(["subject", subject]);
}
