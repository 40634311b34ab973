import { isHexHash } from "../chain/text/hex.ts";
import type { LedgerClient } from "../client/client.ts";
import { NotALedger } from "../client/client.ts";
import { printable } from "../chain/text/printable.ts";
import { ChainAudit } from "../evidence/checking/audit.ts";

/** The option that holds a command to one ledger. */
export const GENESIS_OPTION = { genesis: { type: "string" } } as const;

/** The help text for `--genesis` where something is signed. */
export const GENESIS_USAGE = "the hash of genesis from an earlier report: nothing is signed for another ledger";

/**
 * The value of `--genesis`.
 *
 * @throws Error if it is not a hash
 */
export function genesisGiven(text: string | undefined): string | undefined {
  if (text === undefined || isHexHash(text)) return text;
  throw new Error("--genesis must be the hash from a report: 64 lower-case hexadecimal digits.");
}

/**
 * Asks a ledger for its genesis, and computes its hash, which stands in everything that is signed. Otherwise whoever
 * answers could have a key sign for another ledger.
 *
 * @param expected the hash from `--genesis`, if it was given
 * @returns the block, valid
 * @throws Error if it is not valid, or not the expected one
 * @throws NotALedger if it is no block at all
 */
export async function checkedGenesis(client: LedgerClient, expected: string | undefined): Promise<{ hash: string }> {
  const genesis = await client.block(1);
  const { hash } = (genesis ?? {}) as { readonly hash?: unknown };
  if (typeof hash !== "string") throw new NotALedger("its genesis has no hash");
  const fault = await new ChainAudit([], { now: () => Date.now() }).next(genesis);
  if (fault) throw new Error(`This ledger's first block is no valid genesis: ${printable(fault.detail)}`);
  if (expected !== undefined && hash !== expected) {
    throw new Error(`This is another ledger than that of --genesis: the hash of its genesis is ${hash}.`);
  }
  return genesis as { hash: string };
}
