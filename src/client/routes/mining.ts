import type { PatientRecord } from "../../chain/records/record.ts";
import type { submittedHeaderSchema } from "../../contract/schemas/header.ts";
import type { MinedBody, minedHeaderSchema, sealedWorkSchema, Work } from "../../contract/schemas/mining.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { LedgerClient } from "../client.ts";

/** What `POST /work` answers on a sealed ledger: the header over its oldest waiting entries. */
export type HeaderWork = Value<typeof sealedWorkSchema>;

/**
 * Requests what an external miner needs to mine a record on a plain ledger. Nothing is stored. Needs the scope `chain:mine`.
 *
 * @returns the work, or the record's block if it is on the chain already
 * @throws Refusal `registration-conflict`, `patient-not-allowed`
 * @throws Unreachable if the ledger does not respond
 */
export function requestWork(
  client: LedgerClient,
  record: PatientRecord,
  signal: AbortSignal | null = null,
): Promise<Work | MinedBody> {
  return client.post("/work", record, signal) as Promise<Work | MinedBody>;
}

/**
 * Requests the header over the oldest entries that wait on a sealed ledger. Nothing is stored. Needs the scope `chain:mine`.
 *
 * @throws Refusal `nothing-waiting`
 * @throws Unreachable if the ledger does not respond
 */
export function requestHeaderWork(client: LedgerClient, signal: AbortSignal | null = null): Promise<HeaderWork> {
  return client.post("/work", undefined, signal) as Promise<HeaderWork>;
}

/** A record with the proof that an external miner found. */
export interface ProvenRecord extends PatientRecord {
  readonly proof: number;
  /** The timestamp of the candidate, which on `block-hash` belongs to the proof. */
  readonly timestamp?: string;
  /** That of the candidate; tells late work from wrong work. */
  readonly previous_hash?: string;
}

/**
 * Submits a record's proof. Needs the scope `chain:mine`. Safe to repeat.
 *
 * @throws Refusal `tip-passed`, `proof-refused`, `timestamp-refused`, `registration-conflict`
 * @throws Unreachable if the ledger does not respond
 */
export function submitProof(
  client: LedgerClient,
  proven: ProvenRecord,
  signal: AbortSignal | null = null,
): Promise<MinedBody> {
  return client.post("/mine_block", proven, signal) as Promise<MinedBody>;
}

/** The attributes of a mined header that a miner chose, with the proof. */
export type SubmittedHeader = Value<typeof submittedHeaderSchema>;

/** What `POST /mine_block` answers to an external miner's header. */
export type MinedHeader = Value<typeof minedHeaderSchema>;

/**
 * Submits the header that an external miner of a sealed ledger mined. Needs the scope `chain:mine`. Safe to repeat; the
 * second answer may be `tip-passed` by the miner's own block.
 *
 * @throws Refusal `tip-passed`, `proof-refused`, `timestamp-refused`
 * @throws Unreachable if the ledger does not respond
 */
export function submitHeader(
  client: LedgerClient,
  header: SubmittedHeader,
  signal: AbortSignal | null = null,
): Promise<MinedHeader> {
  return client.post("/mine_block", header, signal) as Promise<MinedHeader>;
}
