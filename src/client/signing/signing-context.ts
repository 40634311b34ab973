import type { Seen } from "../../chain/sealed/entry.ts";
import { type LedgerClient, NotALedger } from "../client.ts";
import { describeLedger } from "../ledgers.ts";

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
 * @param client its address must end in `/ledgers/<name>`
 * @throws Unreachable if the ledger does not respond
 */
export async function signingContext(client: LedgerClient, signal: AbortSignal | null = null): Promise<SigningContext> {
  const [{ tip }, genesis] = await Promise.all([describeLedger(client, signal), client.block(1, { signal })]);
  const { hash: ledger } = (genesis ?? {}) as { readonly hash?: unknown };
  if (typeof ledger !== "string") throw new NotALedger("its genesis has no hash");
  return { ledger, seen: { index: tip.index, hash: tip.hash } };
}
