import type { PublicJwk } from "../chain/sealed/entry.ts";
import type { Header } from "../chain/sealed/header.ts";
import { thumbprintOf } from "../chain/sealed/public-key.ts";
import type { EntryReceipt } from "../evidence/entry-receipt.ts";
import { type LedgerClient, NotALedger } from "./client.ts";
import type { EnrolmentBody, RevocationBody } from "./signing/enrolment.ts";

/** Where an entry stands. */
export interface EntryPosition {
  /** The entry's number. */
  readonly entry: number;
  /** The index of its block. */
  readonly block: number;
  /** The timestamp of its block. */
  readonly at: string;
}

/** An author's key, as a ledger serves it. */
export interface EnrolledKeyView {
  readonly thumbprint: string;
  readonly public_key: PublicJwk;
  readonly state: "enrolled" | "revoked";
  readonly enrolled: EntryPosition;
  readonly revoked?: EntryPosition;
  /** The index of the block since which its signatures are disputed. */
  readonly compromised_since?: number;
  /** Whether the registrar endorsed it. */
  readonly endorsed: boolean;
  /** Whose key it is, if the token may read records; `null` once that was erased. */
  readonly subject?: string | null;
}

/** Who vouches for the names of keys: the registrar that the founding names, or nobody but the operator. */
export type NamesVouchedBy = "registrar" | "operator";

/** A page of the keys of a ledger, in the order of their enrolment. */
export interface KeysPage {
  readonly names: NamesVouchedBy;
  readonly keys: readonly EnrolledKeyView[];
  /** The number to continue from, if there are more. */
  readonly next?: number;
}

/** Which keys to return. */
export interface KeysQuery {
  /** The least number of an entry that enrols a key; 1 if absent. */
  readonly from?: number | undefined;
  /** The maximum number of keys. */
  readonly limit?: number | undefined;
}

/**
 * Reads a page of the keys that were enrolled. Needs the scope `chain:read`, and `record:read` for their subjects.
 *
 * @param signal cancels the request
 * @throws Refusal `not-signable` on a plain ledger
 * @throws Unreachable if the ledger does not respond
 */
export async function readKeys(
  client: LedgerClient,
  query: KeysQuery = {},
  signal: AbortSignal | null = null,
): Promise<KeysPage> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = given.map(([name, value]) => `${name}=${value}`).join("&");
  const page = await client.get(`/keys${text === "" ? "" : `?${text}`}`, { signal });
  const { names, keys, next } = page as Omit<KeysPage, "next"> & { readonly next?: string };
  if (next === undefined) return { names, keys };
  const from = Number(/[?&]from=(\d{1,16})(?:&|$)/.exec(next)?.[1]);
  if (!Number.isSafeInteger(from)) throw new NotALedger("its next page of keys has no beginning");
  return { names, keys, next: from };
}

/**
 * Reads one key. Needs the scope `chain:read`, and `record:read` for its subject.
 *
 * @throws Refusal `key-not-found` if no entry enrols it, and as {@link readKeys}
 * @throws Unreachable if the ledger does not respond
 */
export function readKey(
  client: LedgerClient,
  thumbprint: string,
  signal: AbortSignal | null = null,
): Promise<EnrolledKeyView & Pick<KeysPage, "names">> {
  return client.get(`/keys/${thumbprint}`, { signal }) as ReturnType<typeof readKey>;
}

/** What a ledger answers if the key's entry is still to be mined; the id tells where it stands. */
export interface KeyAccepted {
  readonly message: string;
  readonly id: string;
}

/** What a ledger answers about a key whose entry is mined. */
export interface KeyEnrolled {
  readonly message: string;
  readonly key: EnrolledKeyView;
  readonly block: Header;
  /** Of the key's entry; it discloses the subject. */
  readonly receipt: EntryReceipt;
}

/**
 * Enrols a key. Needs the scope `key:enrol`, or `key:enrol-others` if the subject is not that of the token. Safe to
 * repeat.
 *
 * @param body from {@link enrolment}, with the registrar's endorsement where the ledger has a registrar
 * @throws Refusal `key-conflict` if the key is another subject's, `key-revoked`, `subject-not-allowed`,
 *   `key-not-allowed` if the token is bound to another key, `signature-refused` also if the endorsement is missing,
 *   `invalid-key`, `not-signable` on a plain ledger
 * @throws Unreachable if the ledger does not respond, or cannot accept it now
 */
export async function enrolKey(client: LedgerClient, body: EnrolmentBody): Promise<KeyEnrolled | KeyAccepted> {
  const path = `/keys/${await thumbprintOf(body.public_key)}`;
  return client.send("PUT", path, body) as Promise<KeyEnrolled | KeyAccepted>;
}

/**
 * Revokes a key: from the revocation's entry on it signs nothing. Needs the scope `key:revoke`, or a token whose subject
 * is that of the key or enrolled it. Safe to repeat.
 *
 * @param body from {@link revocation}
 * @throws Refusal `key-not-found`, `key-not-allowed`, `signature-refused` if the signature or the endorsement does not
 *   verify or `compromised_since` has neither, `revocation-refused` if the key could not sign in that block
 * @throws Unreachable if the ledger does not respond, or cannot accept it now
 */
export function revokeKey(
  client: LedgerClient,
  thumbprint: string,
  body: RevocationBody,
): Promise<Pick<KeyEnrolled, "message" | "key"> | KeyAccepted> {
  return client.send("PATCH", `/keys/${thumbprint}`, body) as ReturnType<typeof revokeKey>;
}
