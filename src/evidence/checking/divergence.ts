import type { ChainReading } from "./chain-reading.ts";
import type { CopyReading } from "./copy-reading.ts";
import { isSigned } from "./copy-check.ts";
import type { Divergence } from "./findings.ts";
import { isBlockOf } from "../receipts/signed-block.ts";
import type { SignedEvidence } from "../signed-evidence.ts";

/**
 * Finds where a chain that was rewritten first differs from what the ledger signed. A checkpoint with the chain's root
 * shows that its blocks are unchanged, one with another root that some are not; a receipt says so of its block, whose
 * hash covers those before; and a copy that the ledger signed names the block itself.
 *
 * @returns `undefined` if nothing that the ledger signed differs
 */
export async function divergenceOf(
  chain: ChainReading,
  copies: readonly CopyReading[],
  signed: SignedEvidence,
): Promise<Divergence | undefined> {
  const { audit } = chain;
  const points: Points = { equal: [0], different: [] };
  for (const checkpoint of signed.checkpoints) {
    const { size } = checkpoint;
    if (size === 0 || size > audit.length || chain.whyNoTree(size) !== undefined) continue;
    (audit.checkpointFault(checkpoint) ? points.different : points.equal).push(size);
  }
  for (const receipt of signed.receipts) {
    const index = receipt.proof.leafIndex + 1;
    const isEqual = await isBlockOf(receipt, chain.hashes.get(index));
    if (isEqual === false) points.different.push(index);
    else if (isEqual === true && chain.whyNotRight(index) === undefined) points.equal.push(index);
  }
  for (const copy of copies) {
    const { difference } = copy;
    if (!difference || chain.whyNoTree(difference.index) !== undefined) continue;
    if (!(await isSigned(copy, difference.index, signed))) continue;
    points.different.push(difference.index);
    points.equal.push(difference.index - 1);
  }
  if (points.different.length === 0) return undefined;
  const differs = Math.min(...points.different);
  const unchanged = Math.max(...points.equal.filter((size) => size < differs));
  return { unchanged: Math.min(unchanged, (chain.firstFaulty ?? Infinity) - 1), differs };
}

/** Places in the chain, as indexes of blocks. */
interface Points {
  /** Up to each of these, the chain is what the ledger signed. */
  readonly equal: number[];
  /** At each of these or before it, the chain differs from that. */
  readonly different: number[];
}
