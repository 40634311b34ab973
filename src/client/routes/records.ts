import type { Block } from "../../chain/block.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { acceptedSchema, minedSchema, registeredSchema } from "../../contract/schemas/mining.ts";
import type { recordsSchema, recordViewSchema } from "../../contract/schemas/records.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { EntryReceipt } from "../../evidence/receipts/entry-receipt.ts";
import type { Receipt } from "../../evidence/receipts/receipt.ts";
import { type LedgerClient, NotALedger } from "../client.ts";
import type { SignedRecord } from "../signing/signed-bodies.ts";

/** A record as a ledger serves it to those who may read it. */
export type RegisteredRecord = Value<typeof recordViewSchema>;

/** What a search found: up to 1,000 records, the numbers of those that cannot be opened, and whether there are more. */
export type FoundRecords = Value<typeof recordsSchema>;

/** What to search for: one of the two identifiers. */
export type RecordSearch = Pick<PatientRecord, "Reg_no"> | Pick<PatientRecord, "patient_ID">;

/** The proof of a record: on a sealed ledger that of its entry, on a plain one that of its block, with the block. */
export type RecordProof = EntryReceipt | (Receipt & { readonly block: Block });

/**
 * Reads a record. Sealed ledgers ask for the scope `record:read`.
 *
 * @param signal cancels the request
 * @throws Refusal `record-not-found` if there is none, or the token does not open its patient
 * @throws Unreachable if the ledger does not respond, or cannot open the record
 */
export function readRecord(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<RegisteredRecord> {
  return client.get(`/records/${number}`, { signal }) as Promise<RegisteredRecord>;
}

/** A record with the tag by which a correction says which version it replaces. */
export interface TaggedRecord {
  readonly record: RegisteredRecord;
  /** The response's `ETag`. */
  readonly tag: string;
}

/**
 * Reads a record that is to be corrected.
 *
 * @throws Refusal, Unreachable as {@link readRecord}
 * @throws NotALedger if the response has no tag, say because a proxy dropped it
 */
export async function readTaggedRecord(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<TaggedRecord> {
  const { value, tag } = await client.getTagged(`/records/${number}`, { signal });
  if (tag === null) throw new NotALedger("it sends a record without an ETag");
  return { record: value as RegisteredRecord, tag };
}

/**
 * Reads all versions of a record, oldest first; a token that is narrowed to patients gets those of its patients.
 *
 * @param number that of any version
 * @throws Refusal, Unreachable as {@link readRecord}; Refusal `record-erased` if the record was erased
 */
export async function readVersions(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<readonly RegisteredRecord[]> {
  const { versions } = (await client.get(`/records/${number}/versions`, { signal })) as {
    versions: readonly RegisteredRecord[];
  };
  return versions;
}

/**
 * What a correction leads to: its block, on a sealed ledger with the number of the new version, or the id to ask with
 * if it is still waiting.
 */
export type Correction = Value<typeof minedSchema> | Value<typeof registeredSchema> | Value<typeof acceptedSchema>;

/**
 * Replaces a record with a new version. Needs the scope `record:correct`.
 *
 * @param number that of the current version
 * @param tag the tag of that version, from {@link readTaggedRecord}
 * @param record the new version as a whole: its fields, or sealed and signed by {@link signedCorrection}
 * @throws Refusal `record-changed` if somebody else was faster, `registration-conflict` if the new Reg_no is taken,
 *   `record-erased`, `record-not-found`, `patient-not-allowed`, and about a signature as {@link registerRecord}
 * @throws Unreachable if the ledger does not respond, or cannot accept it now. It may have been accepted all the same, and
 *   is not sent again by itself: a second attempt is refused as `record-changed`, and `corrected_by` leads to the first
 */
export function correctRecord(
  client: LedgerClient,
  number: number,
  tag: string,
  record: PatientRecord | SignedRecord,
  signal: AbortSignal | null = null,
): Promise<Correction> {
  const path = `/records/${number}/corrections`;
  return client.send("POST", path, record, { "If-Match": tag }, signal) as Promise<Correction>;
}

/**
 * Finds the current versions of records by registration number or patient ID. Both are patient data, so they are sent in
 * the body, never in the address.
 *
 * @throws Refusal, Unreachable as {@link readRecord}
 */
export function searchRecords(
  client: LedgerClient,
  sought: RecordSearch,
  signal: AbortSignal | null = null,
): Promise<FoundRecords> {
  return client.post("/records/search", sought, signal) as Promise<FoundRecords>;
}

/**
 * Requests the proof of a record with the chosen fields, as it would be handed to somebody who may see just those.
 *
 * @param disclosed the fields whose values the proof discloses; on a plain ledger the block shows all of them
 * @throws Refusal, Unreachable as {@link readRecord}
 */
export function recordProof(
  client: LedgerClient,
  number: number,
  disclosed: readonly (keyof PatientRecord)[],
  signal: AbortSignal | null = null,
): Promise<RecordProof> {
  const query = disclosed.length > 0 ? `?disclose=${disclosed.join(",")}` : "";
  return client.get(`/records/${number}/proof${query}`, { signal }) as Promise<RecordProof>;
}
