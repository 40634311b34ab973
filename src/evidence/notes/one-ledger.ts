import { Malformed } from "../../chain/text/malformed.ts";
import { isOriginOfReads } from "../receipts/read-receipt.ts";
import type { TrustPolicy } from "./trust-policy.ts";

/**
 * Makes sure that a policy is about the blocks of one ledger: what another ledger or a log of reads signed must not be
 * held against them.
 *
 * @throws Malformed if it is not
 */
export function requireOneLedger({ ledger }: TrustPolicy): void {
  const names = new Set(ledger.map(({ name }) => name));
  if ([...names].some(isOriginOfReads)) {
    throw new Malformed("the key is that of a log of reads: to check a chain, give the keys of its ledger only");
  }
  if (names.size > 1) throw new Malformed("the keys are those of several ledgers: give those of the one to check");
}
