import type { VerdictBody } from "../../contract/schemas/verdict.ts";
import { TEXT } from "../../contract/content.ts";
import type { LedgerClient } from "../client.ts";
import { queryText } from "../transport/paging.ts";

/** What a ledger is to check. */
export interface ValidityQuery {
  /** The index of the first block to check; all blocks if absent. */
  readonly since?: number | undefined;
  /** `rebuild` to recompute the whole Merkle tree. */
  readonly tree?: "rebuild" | undefined;
  /** `open` to open every record of a sealed ledger as well, for which the token needs the scope `record:read`. */
  readonly records?: "open" | undefined;
}

/**
 * Has a ledger check its own chain. That is its own word: to check it yourself, verify the chain, a receipt or a saved
 * checkpoint. Needs the scope `chain:read`.
 *
 * @returns the verdict; an invalid chain is no error
 * @throws Unreachable if the ledger does not respond
 */
export function checkValidity(
  client: LedgerClient,
  query: ValidityQuery = {},
  signal: AbortSignal | null = null,
): Promise<VerdictBody> {
  return client.get(`/is_valid${queryText(query)}`, { signal }) as Promise<VerdictBody>;
}

/**
 * Has a ledger check whether it still contains the history of a checkpoint that you saved. Needs the scope `chain:read`.
 *
 * @param checkpoint the note, exactly as it was served
 * @throws Refusal `invalid-checkpoint` if it is not a checkpoint that this ledger signed
 * @throws Unreachable if the ledger does not respond
 */
export function checkValiditySince(
  client: LedgerClient,
  checkpoint: string,
  signal: AbortSignal | null = null,
): Promise<VerdictBody> {
  const headers = { "Content-Type": TEXT };
  return client.get("/is_valid", { method: "POST", headers, body: checkpoint, signal }) as Promise<VerdictBody>;
}
