import { TEXT } from "../../contract/content.ts";
import type { consistencySchema, cosignedSchema } from "../../contract/schemas/evidence.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { Receipt } from "../../evidence/receipts/receipt.ts";
import type { LedgerClient } from "../client.ts";
import { LOG_PATHS, type LogName } from "../log-paths.ts";
import { queryText } from "../transport/paging.ts";

export type { LogName } from "../log-paths.ts";

/**
 * Reads the keys that verify a log's checkpoints, one a line. Confirm them through another channel, and save them.
 *
 * @throws Refusal `reads-not-found` if a plain ledger is asked for its log of reads
 * @throws Unreachable if the ledger does not respond, or `signing-not-configured`
 */
export function readVerifierKeys(
  client: LedgerClient,
  log: LogName = "blocks",
  signal: AbortSignal | null = null,
): Promise<string> {
  return client.text(`${LOG_PATHS[log]}/vkey`, { signal });
}

/**
 * Reads a log's newest checkpoint. Save it where the operator cannot reach it: nothing else binds the ledger.
 *
 * @param cosignatures how many witnesses must have cosigned it
 * @throws Refusal `evidence-not-found` if there is none, and as {@link readVerifierKeys}
 * @throws Unreachable as {@link readVerifierKeys}
 */
export function readCheckpoint(
  client: LedgerClient,
  { log = "blocks", cosignatures }: { readonly log?: LogName; readonly cosignatures?: number } = {},
  signal: AbortSignal | null = null,
): Promise<string> {
  return client.text(`${LOG_PATHS[log]}/checkpoint${queryText({ cosignatures })}`, { signal });
}

/**
 * Requests the receipt of a block, which proves that it is in the ledger. That of a record is `recordProof`. Needs the scope
 * `chain:read`.
 *
 * @param size that of the tree to prove it in; the newest if absent
 * @throws Refusal `evidence-not-found`
 * @throws Unreachable as {@link readVerifierKeys}
 */
export function readReceipt(
  client: LedgerClient,
  index: number,
  { size }: { readonly size?: number } = {},
  signal: AbortSignal | null = null,
): Promise<Receipt> {
  return client.get(`/blocks/${index}/proof${queryText({ size })}`, { signal }) as Promise<Receipt>;
}

/** A proof that one tree continues another. */
export type Consistency = Value<typeof consistencySchema>;

/**
 * Requests the proof that a log only grew between two sizes.
 *
 * @throws Refusal `evidence-not-found`, and as {@link readVerifierKeys}
 * @throws Unreachable as {@link readVerifierKeys}
 */
export function readConsistency(
  client: LedgerClient,
  sizes: { readonly from: number; readonly to: number },
  log: LogName = "blocks",
  signal: AbortSignal | null = null,
): Promise<Consistency> {
  return client.get(`${LOG_PATHS[log]}/consistency${queryText(sizes)}`, { signal }) as Promise<Consistency>;
}

/**
 * Requests a tile of the Merkle tree, or a bundle of its entries. Needs the scope `chain:read`.
 *
 * @param tile its path in the format of C2SP tlog-tiles, such as `0/000` or `entries/000.p/3`
 * @throws Refusal `evidence-not-found`
 * @throws Unreachable as {@link readVerifierKeys}
 */
export function readTile(client: LedgerClient, tile: string, signal: AbortSignal | null = null): Promise<Uint8Array> {
  return client.bytes(`/tile/${tile}`, { signal });
}

/** How many witnesses have cosigned a checkpoint, and which of those that were submitted count. */
export type Cosigned = Value<typeof cosignedSchema>;

/**
 * Adds a witness's cosignature to a checkpoint. Safe to repeat.
 *
 * @param note the checkpoint with the witness's signature line added (C2SP tlog-cosignature)
 * @throws Refusal `invalid-checkpoint`, `checkpoint-conflict` if the ledger was never in that state, and as
 *   {@link readVerifierKeys}
 * @throws Unreachable as {@link readVerifierKeys}
 */
export function addCosignature(
  client: LedgerClient,
  note: string,
  log: LogName = "blocks",
  signal: AbortSignal | null = null,
): Promise<Cosigned> {
  const init = { method: "POST", headers: { "Content-Type": TEXT }, body: note, signal };
  return client.get(`${LOG_PATHS[log]}/cosignatures`, init) as Promise<Cosigned>;
}
