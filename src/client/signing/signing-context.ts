import type { Seen } from "../../chain/sealed/entry.ts";
import type { LedgerClient } from "../client.ts";
import { describeLedger, readGenesis } from "../routes/ledgers.ts";

/** What a signature refers to besides the entry. */
export interface SigningContext {
  /** The hash of the ledger's genesis. */
  readonly ledger: string;
  /** The newest block. */
  readonly seen: Seen;
}

/**
 * Asks a ledger for its genesis and its newest block, which the next signatures will refer to. Needs the scope
 * `chain:read`. The context is good for 512 further blocks.
 *
 * Compare `ledger` with what you saved before you sign: otherwise whoever answers chooses for which ledger the signature
 * is good.
 *
 * @throws Unreachable if the ledger does not respond
 */
export async function signingContext(client: LedgerClient, signal: AbortSignal | null = null): Promise<SigningContext> {
  const [{ tip }, { hash: ledger }] = await Promise.all([describeLedger(client, signal), readGenesis(client, signal)]);
  return { ledger, seen: { index: tip.index, hash: tip.hash } };
}
