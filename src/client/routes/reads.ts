import type { readEntrySchema, readsSchema } from "../../contract/schemas/reads.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { ReadReceipt } from "../../evidence/receipts/read-receipt.ts";
import type { LedgerClient } from "../client.ts";
import { allOf, nextFrom, queryText } from "../transport/paging.ts";

/** An entry of the log of reads. Once the key of its month was destroyed, it has its number and commitment alone. */
export type ReadEntry = Value<typeof readEntrySchema>;

/** Which entries of the log to return. */
export interface ReadsQuery {
  /** The number of the first entry; 1 if absent. */
  readonly from?: number | undefined;
  /** The maximum number of entries. */
  readonly limit?: number | undefined;
  /** The number of a record, in any of its versions, whose entries alone are returned. */
  readonly record?: number | undefined;
}

/** A page of the log of reads, oldest first. */
export interface ReadsPage {
  readonly entries: readonly ReadEntry[];
  /** The number to continue from, if there are more entries. */
  readonly next?: number;
}

/**
 * Reads a page of a sealed ledger's log of reads. Needs the scope `audit:read`.
 *
 * @param signal cancels the request
 * @throws Refusal `reads-not-found` on a plain ledger, `patient-not-allowed` if the token is narrowed to patients
 * @throws Unreachable if the ledger does not respond
 */
export async function readReads(
  client: LedgerClient,
  query: ReadsQuery = {},
  signal: AbortSignal | null = null,
): Promise<ReadsPage> {
  const page = await client.get(`/reads${queryText(query)}`, { signal });
  const { entries, next } = page as Value<typeof readsSchema>;
  return { entries, ...nextFrom(next, "reads") };
}

/**
 * Reads all entries of the log of reads, page by page, also over pages that are empty. Needs and throws what
 * {@link readReads} does.
 *
 * @param query where to begin, how many entries a page has, and about which record
 */
export function allReads(
  client: LedgerClient,
  query: ReadsQuery = {},
  signal: AbortSignal | null = null,
): AsyncGenerator<ReadEntry, void, undefined> {
  return allOf(query, async (page) => {
    const { entries, next } = await readReads(client, page, signal);
    return { items: entries, next };
  });
}

/**
 * Requests the proof of an entry of the log of reads, with all its disclosures.
 *
 * @throws Refusal `evidence-not-found` if there is no such entry, and as {@link readReads}
 * @throws Unreachable if the ledger does not respond
 */
export function readProof(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<ReadReceipt> {
  return client.get(`/reads/${number}/proof`, { signal }) as Promise<ReadReceipt>;
}
