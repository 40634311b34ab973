import type { mempoolSchema, pendingSchema } from "../../contract/schemas/mempool.ts";
import type { Value } from "../../contract/schemas/value.ts";
import { isRedirect, jsonIn } from "../transport/answers.ts";
import type { LedgerClient } from "../client.ts";

/** The records that wait to be mined, and for how long, without what they hold. */
export type Mempool = Value<typeof mempoolSchema>;

/**
 * Reads which records are waiting. Needs the scope `chain:read`.
 *
 * @throws Unreachable if the ledger does not respond
 */
export function readMempool(client: LedgerClient, signal: AbortSignal | null = null): Promise<Mempool> {
  return client.get("/mempool", { signal }) as Promise<Mempool>;
}

/** Where an accepted record is: in the mempool, or on the chain. */
export type Progress = Value<typeof pendingSchema> | MinedAt;

/** What is said of a record that is on the chain. */
export interface MinedAt {
  readonly status: "mined";
  /** The path of its block, of the record or of the key; `undefined` in browsers, which hide it. */
  readonly path: string | undefined;
}

/**
 * Asks what became of a record, a correction or a key that was accepted (202). Needs the scope `chain:read`.
 *
 * @param id from the answer that accepted it
 * @throws Refusal `pending-record-not-found`
 * @throws Unreachable if the ledger does not respond
 */
export function readProgress(client: LedgerClient, id: string, signal: AbortSignal | null = null): Promise<Progress> {
  const path = `/mempool/${encodeURIComponent(id)}`;
  return client.exchange(path, { signal, redirect: "manual" }, async (response, patience): Promise<Progress> => {
    if (!isRedirect(response)) return (await jsonIn(response, patience)) as Progress;
    return { status: "mined", path: response.headers.get("Location") ?? undefined };
  });
}
