import { isSealed } from "../../chain/kind.ts";
import type { FoundingEntry } from "../../chain/sealed/entry.ts";
import { type OpenedKey, openKey } from "../../chain/sealed/public-key.ts";
import type { LedgerClient } from "../../client/client.ts";
import { checkedGenesis } from "../genesis.ts";

/** What a sealed ledger's genesis says about keys. */
export interface FoundedLedger {
  /** The hash of genesis, without which nothing can be signed for this ledger. */
  readonly ledger: string;
  /** The keys whose endorsement counts; none if the ledger has no registrar. */
  readonly registrars: readonly OpenedKey[];
}

/**
 * Asks a ledger for its genesis.
 *
 * @param expected the hash that it must have, if it is known
 * @throws Error if it is a plain ledger, which has no keys, or another one than expected
 */
export async function foundedLedger(client: LedgerClient, expected: string | undefined): Promise<FoundedLedger> {
  const genesis = await checkedGenesis(client, expected);
  if (!isSealed(genesis)) throw new Error("This is a plain ledger. Only a sealed one has keys and takes signatures.");
  const { hash: ledger, entries } = genesis as { hash: string; readonly entries?: readonly FoundingEntry[] };
  const { registrar, successor } = entries?.[0] ?? {};
  const keys = await Promise.all([registrar, successor].filter((key) => key !== undefined).map(openKey));
  return { ledger, registrars: keys.filter((key) => typeof key !== "string") };
}
