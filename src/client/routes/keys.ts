import { thumbprintOf } from "../../chain/sealed/public-key.ts";
import type {
  enrolledKeySchema,
  keySchema,
  keysSchema,
  keyViewSchema,
  revokedKeySchema,
} from "../../contract/schemas/keys.ts";
import type { acceptedSchema } from "../../contract/schemas/mining.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { LedgerClient } from "../client.ts";
import { allOf, nextFrom, queryText } from "../transport/paging.ts";
import type { EnrolmentBody, RevocationBody } from "../signing/enrolment.ts";

/** An author's key, as a ledger serves it; its subject is there if the token may read records. */
export type EnrolledKeyView = Value<typeof keyViewSchema>;

/** Who vouches for the names of keys: the registrar that the founding names, or nobody but the operator. */
export type NamesVouchedBy = Value<typeof keysSchema>["names"];

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
  const page = await client.get(`/keys${queryText(query)}`, { signal });
  const { names, keys, next } = page as Value<typeof keysSchema>;
  return { names, keys, ...nextFrom(next, "keys") };
}

/**
 * Reads all keys, page by page. Needs and throws what {@link readKeys} does.
 *
 * @param query where to begin, and how many keys a page has
 */
export function allKeys(
  client: LedgerClient,
  query: KeysQuery = {},
  signal: AbortSignal | null = null,
): AsyncGenerator<EnrolledKeyView, void, undefined> {
  return allOf(query, async (page) => {
    const { keys, next } = await readKeys(client, page, signal);
    return { items: keys, next };
  });
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
): Promise<Value<typeof keySchema>> {
  return client.get(`/keys/${encodeURIComponent(thumbprint)}`, { signal }) as ReturnType<typeof readKey>;
}

/** What a ledger answers if the entry is still to be mined; `GET /mempool/<id>` tells where it stands. */
export type KeyAccepted = Value<typeof acceptedSchema>;

/** What a ledger answers about a key whose entry is mined. Its receipt discloses the subject. */
export type KeyEnrolled = Value<typeof enrolledKeySchema>;

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
export async function enrolKey(
  client: LedgerClient,
  body: EnrolmentBody,
  signal: AbortSignal | null = null,
): Promise<KeyEnrolled | KeyAccepted> {
  const path = `/keys/${await thumbprintOf(body.public_key)}`;
  return client.send("PUT", path, body, {}, signal) as Promise<KeyEnrolled | KeyAccepted>;
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
  signal: AbortSignal | null = null,
): Promise<Value<typeof revokedKeySchema> | KeyAccepted> {
  return client.send("PATCH", `/keys/${encodeURIComponent(thumbprint)}`, body, {}, signal) as ReturnType<
    typeof revokeKey
  >;
}
