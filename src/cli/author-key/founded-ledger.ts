import { isSealed } from "../../chain/kind.ts";
import type { FoundingEntry } from "../../chain/sealed/entry.ts";
import { thumbprintOf } from "../../chain/sealed/public-key.ts";
import type { LedgerClient } from "../../client/client.ts";
import { readGenesis } from "../../client/ledgers.ts";

/** What a sealed ledger's genesis says about keys. */
export interface FoundedLedger {
  /** The hash of genesis, without which nothing can be signed for this ledger. */
  readonly ledger: string;
  /** The thumbprints of the keys whose endorsement counts; none if the ledger has no registrar. */
  readonly registrars: readonly string[];
}

/**
 * Asks a ledger for its genesis.
 *
 * @throws Error if it is a plain ledger, which has no keys
 */
export async function foundedLedger(client: LedgerClient): Promise<FoundedLedger> {
  const genesis = await readGenesis(client);
  if (!isSealed(genesis)) throw new Error("This is a plain ledger. Only a sealed one has keys and takes signatures.");
  const { entries } = genesis as { readonly entries?: readonly FoundingEntry[] };
  const { registrar, successor } = entries?.[0] ?? {};
  const keys = [registrar, successor].filter((key) => key !== undefined);
  return { ledger: genesis.hash, registrars: await Promise.all(keys.map(thumbprintOf)) };
}
