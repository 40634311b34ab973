import { Malformed } from "../../chain/text/malformed.ts";
import { subjectFault } from "../../chain/records/record-text.ts";
import type { KeyEntry, PublicJwk, RevocationEntry } from "../../chain/sealed/entry.ts";
import { signedText, verifySignature } from "../../chain/sealed/entry-signature.ts";
import { openKey } from "../../chain/sealed/public-key.ts";
import {
  commitmentOf,
  fieldsOf,
  hasNames,
  parseDisclosure,
  SUBJECT_NAME,
} from "../../evidence/receipts/disclosures.ts";
import type { AuthorKey } from "./author-key.ts";
import { sealSubject } from "./sealing.ts";
import { endorse, vouch } from "./sign-entry.ts";

/** The body of `PUT /keys/<thumbprint>`. */
export interface EnrolmentBody {
  readonly public_key: PublicJwk;
  /** Made with the key itself, which proves that its holder asks. */
  readonly signature: string;
  /** The disclosure of the subject, alone in a list. */
  readonly disclosures: readonly string[];
  /** The registrar's, where the founding of the ledger names one. */
  readonly endorsement?: string;
}

/**
 * Makes the request to enrol a key.
 *
 * @param subject whose key it is: the subject of the token that will send this, unless the token may enrol others
 * @param ledger the hash of the ledger's genesis
 * @returns the body of `PUT /keys/<thumbprint>`, without an endorsement
 */
export async function enrolment(key: AuthorKey, subject: string, ledger: string): Promise<EnrolmentBody> {
  const { disclosures, commitment } = await sealSubject(subject);
  const entry = { kind: "key", public_key: key.publicKey, commitment } as const;
  const signature = await vouch({ ...entry, signature: "" }, key, ledger, "signature");
  return { public_key: key.publicKey, signature, disclosures };
}

/** What a registrar endorses. */
export interface OpenedEnrolment {
  readonly subject: string;
  readonly thumbprint: string;
  readonly entry: KeyEntry;
}

/**
 * Opens an enrolment, for the registrar to see whose key it is: `endorse(entry, …)` makes the body's `endorsement`.
 *
 * @param ledger the hash of the ledger's genesis
 * @throws Malformed if the key or the disclosure cannot be read, the name is none that a ledger takes, or the
 *   signature is not the key's over this enrolment
 */
export async function openEnrolment(
  { public_key, signature, disclosures }: EnrolmentBody,
  ledger: string,
): Promise<OpenedEnrolment> {
  const key = await openKey(public_key);
  if (typeof key === "string") throw new Malformed(`the key to be enrolled ${key}`);
  const fields = await fieldsOf(disclosures);
  if (!hasNames(fields, [SUBJECT_NAME])) throw new Malformed("the disclosures are not that of a key's subject alone");
  const commitment = await commitmentOf(fields);
  const entry: KeyEntry = { kind: "key", public_key, commitment, signature };
  if (!(await verifySignature(signature, signedText(entry, ledger, "signature"), key))) {
    throw new Malformed("the signature is not that of the key over its enrolment in this ledger");
  }
  const { value: subject } = parseDisclosure(disclosures[0] ?? "");
  const fault = subjectFault(subject);
  if (fault !== undefined) throw new Malformed(`the name of the key's subject ${fault}`);
  return { subject, thumbprint: key.thumbprint, entry };
}

/** The body of `PATCH /keys/<thumbprint>`. */
export interface RevocationBody {
  readonly revoked: true;
  readonly compromised_since?: number;
  readonly signature?: string;
  readonly endorsement?: string;
}

/** What a revocation says beside the key, and who vouches for it. */
export interface RevocationOptions {
  /** The hash of the ledger's genesis. */
  readonly ledger: string;
  /** The index of the block since which the key's signatures are disputed; needs one of the two keys. */
  readonly compromised_since?: number;
  /** The key that is revoked. */
  readonly key?: AuthorKey;
  readonly registrar?: AuthorKey;
}

/**
 * Makes the request to revoke a key. Without `key` and `registrar` it is the operator's word, which disputes nothing.
 *
 * @returns the body of `PATCH /keys/<thumbprint>`
 */
export async function revocation(
  thumbprint: string,
  { ledger, compromised_since, key, registrar }: RevocationOptions,
): Promise<RevocationBody> {
  const since = compromised_since === undefined ? {} : { compromised_since };
  const entry: RevocationEntry = { kind: "revocation", revokes: thumbprint, ...since };
  const signature = key && { signature: await vouch(entry, key, ledger, "signature") };
  const endorsement = registrar && { endorsement: await endorse({ ...entry, ...signature }, registrar, ledger) };
  return { revoked: true, ...since, ...signature, ...endorsement };
}
