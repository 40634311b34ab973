import type { Block } from "../chain/block.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { recordsSchema, recordViewSchema } from "../contract/schemas/records.ts";
import type { Value } from "../contract/schemas/value.ts";
import type { EntryReceipt } from "../evidence/entry-receipt.ts";
import type { Receipt } from "../evidence/receipt.ts";
import type { LedgerClient } from "./client.ts";

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

/**
 * Finds the current versions of records by registration number or patient ID. Both are patient data, so they are sent in
 * the body, never in the address.
 *
 * @throws Refusal, Unreachable as {@link readRecord}
 */
export function searchRecords(client: LedgerClient, sought: RecordSearch): Promise<FoundRecords> {
  return client.post("/records/search", sought) as Promise<FoundRecords>;
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
