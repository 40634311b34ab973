import type { ChainReading } from "./chain-reading.ts";
import type { CopyReading, Difference } from "./copy-reading.ts";
import type { VerifiedCheckpoint } from "../notes/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import { leafHash, verifyInclusion } from "../../chain/merkle-tree.ts";
import { bytesOf, type InclusionProof } from "../receipts/receipt.ts";
import type { SignedEvidence } from "../signed-evidence.ts";

/** The fault that a copy proves, or how many of its blocks are the chain's, or a clause why it proves nothing. */
type CopyOutcome = { readonly fault: Fault } | { readonly length: number } | { readonly reason: string };

/**
 * Judges a saved copy of the chain that was read to its end. The file alone proves nothing, since anybody may have edited
 * it: only a signature of the ledger binds the ledger to a block that the chain does not show.
 */
export async function checkCopy(
  copy: CopyReading,
  chain: ChainReading,
  { isPart, beyond, signed }: CopyContext,
): Promise<CopyOutcome> {
  const { audit } = chain;
  const { difference, problem } = copy;
  const { length } = copy.audit;
  if (difference) {
    const misplaced = chain.whyNoTree(difference.index);
    if (misplaced !== undefined) return { reason: misplaced };
    if (await isSigned(copy, difference.index, signed)) return { fault: forkFault(difference) };
    return { reason: unsigned(difference, audit, signed) };
  }
  if (problem !== undefined) return { reason: problem };
  if (length === 0) return { reason: "it has no blocks" };
  const unread = chain.whyNoTree(length);
  if (unread !== undefined) return { reason: unread };
  if (length > audit.length) {
    if (isPart) return { reason: beyond };
    if (await isSigned(copy, audit.length + 1, signed)) return { fault: cutFault(length, audit.length) };
    return { reason: `it goes on after block ${audit.length}, and no signature of the ledger covers what follows` };
  }
  const faulty = chain.whyNotRight(length);
  return faulty === undefined ? { length } : { reason: `it claims the same hashes, but in the chain ${faulty}` };
}

/** The context for checking a copy. */
interface CopyContext {
  readonly signed: SignedEvidence;
  readonly isPart: boolean;
  /** The reason to give if the blocks are a part of the chain that the copy exceeds. */
  readonly beyond: string;
}

/** Whether the ledger signed the copy's block at an index, or a later one, whose hash covers it. */
export async function isSigned(
  { audit, hashes }: Pick<CopyReading, "audit" | "hashes">,
  from: number,
  { checkpoints, receipts }: SignedEvidence,
): Promise<boolean> {
  const isOfCopy = (checkpoint: VerifiedCheckpoint) =>
    checkpoint.size >= from && checkpoint.size <= audit.length && !audit.checkpointFault(checkpoint);
  if (checkpoints.some(isOfCopy)) return true;
  for (const { proof, checkpoint } of receipts) {
    const index = proof.leafIndex + 1;
    const hash = index < from ? undefined : hashes.get(index);
    if (hash !== undefined && (await isIncluded(proof, hash, checkpoint))) return true;
  }
  return false;
}

async function isIncluded({ leafIndex, path }: InclusionProof, hash: string, { size, root }: VerifiedCheckpoint) {
  return verifyInclusion(leafIndex, size, await leafHash(bytesOf(hash)), path, root);
}

/** Why a difference is no fault of the ledger, as a clause. */
function unsigned({ index }: Difference, chain: ChainReading["audit"], { checkpoints }: SignedEvidence): string {
  const isOfChain = checkpoints.some((checkpoint) => {
    const { size } = checkpoint;
    return size >= index && size <= chain.length && chain.hasTree(size) && !chain.checkpointFault(checkpoint);
  });
  const why = isOfChain
    ? "the ledger signed the chain that is shown here, and not the copy"
    : "no signature of the ledger says which of the two is right";
  return `it differs from block ${index} on, and ${why}`;
}

function forkFault({ index, ofCopy, ofChain }: Difference): Fault {
  const detail = `The ledger signed a history with another block ${index} than the one that it shows now.`;
  return { index, rule: "fork", expected: ofCopy, actual: ofChain, detail };
}

function cutFault(length: number, left: number): Fault {
  const detail = `Blocks are missing at the end of the chain: the ledger signed a history that goes on after block ${left}.`;
  return { index: left + 1, rule: "truncation", expected: `${length} blocks`, actual: `${left} blocks`, detail };
}
