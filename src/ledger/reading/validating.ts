import type { OpenedRecords, StoredVerdict, ValidateOptions } from "./verdict.ts";
import { type ChainAudit, lostBlocks } from "../../evidence/checking/audit.ts";
import { hex } from "../../chain/text/hex.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import { type Checkpoint, openCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import type { SignatureCounts } from "../../chain/sealed/signature-counts.ts";
import {
  type Hash,
  inclusionPath,
  leafHash,
  type ReadNode,
  sameHash,
  type TreeNode,
  verifyInclusion,
} from "../../chain/merkle-tree.ts";
import { type VerifierKey } from "../../evidence/notes/note.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { bytesOf } from "../../evidence/receipts/receipt.ts";
import { EMPTY_CHAIN } from "../../chain/validation.ts";
import type { StoredBlocks } from "../store/stored-blocks.ts";
import type { ProgressListener } from "./validation-progress.ts";
import type { SignedTree, StoredEvidence } from "../signing/signed-tree.ts";
import { Turns } from "../sharing/turns.ts";

/** A check of the stored blocks of one kind of ledger, from some block on. */
export interface StoredCheck {
  /** The index of the newest valid block so far. */
  readonly length: number;
  /** The newest valid block so far. */
  readonly tip: LinkedBlock | undefined;
  /** Rebuilds the Merkle tree, if that was requested. */
  readonly audit: ChainAudit | undefined;
  /** What the blocks so far say about signatures; `undefined` on a plain ledger. */
  readonly signatures: SignatureCounts | undefined;
  /** How many records were opened so far; `undefined` if that was not requested, or on a plain ledger. */
  readonly records: OpenedRecords | undefined;
  /** The check reports its progress after this many blocks. */
  readonly blocksPerProgress: number;
  /** How many blocks are checked at once, at most. */
  readonly blocksAtOnce: number;
  /** The work of the latest call of {@link advance}, in digests. */
  readonly work: number;
  /** Checks one or more of the next blocks, up to index `to`, and returns the first fault. */
  advance(to: number): Promise<Fault | undefined>;
}

/** What a check covers. */
export interface CheckScope {
  /** The index of the first block, whose link to its predecessor is trusted unless it is genesis. */
  readonly first: number;
  /** The index of the last block. */
  readonly length: number;
  /** The sizes of the checkpoints to compare with; the tree is not rebuilt if absent. */
  readonly sizes: readonly number[] | undefined;
}

/**
 * Reads and rehashes every stored block, genesis included, or those from `since` on, and compares the chain with its
 * newest checkpoint. Mining continues meanwhile; the verdict is about the chain as it was at the start.
 *
 * @param begin starts the check of this kind of ledger
 * @returns `undefined` if the chain has no block `since`, or `progress` cancelled the check
 */
export async function validateStored(
  blocks: StoredBlocks,
  tree: SignedTree,
  begin: (scope: CheckScope) => StoredCheck,
  options: ValidateOptions,
  progress?: ProgressListener,
): Promise<StoredVerdict | undefined> {
  const { since } = options;
  const length = blocks.length();
  if (since !== undefined && since > length) return undefined;
  const verdict = await verdictOn(length, blocks, tree, begin, options, progress);
  return verdict && since !== undefined ? { ...verdict, since } : verdict;
}

async function verdictOn(
  length: number,
  blocks: StoredBlocks,
  tree: SignedTree,
  begin: (scope: CheckScope) => StoredCheck,
  { rebuild = false, saved = [], since = 1 }: ValidateOptions,
  progress?: ProgressListener,
): Promise<StoredVerdict | undefined> {
  const evidence = tree.stored();
  const signed = await openStored(evidence, await tree.keys());
  const sizes = [signed, ...saved].flatMap((checkpoint) =>
    checkpoint && "size" in checkpoint ? [checkpoint.size] : [],
  );
  const first = Math.max(1, since - 1);
  const check = begin({ first, length, sizes: rebuild || saved.length > 0 ? sizes : undefined });
  const { audit } = check;
  const turns = new Turns();
  let treeFault: Fault | undefined;
  for (let told = check.length; check.length < length;) {
    const to = Math.min(length, check.length + check.blocksAtOnce);
    const fault = await check.advance(to);
    if (fault) return { valid: false, length, fault };
    if (rebuild) treeFault ??= storedNodesFault(audit?.completed ?? [], evidence.read);
    await turns.spend(check.work);
    if (check.length < length && check.length - told < check.blocksPerProgress) continue;
    told = check.length;
    if (progress && !(await progress(told, length))) return undefined;
  }
  const { tip } = check;
  if (!tip) return { valid: false, length, fault: EMPTY_CHAIN };
  const fault =
    (signed ? await storedFault(signed, evidence, blocks, tip, audit) : lostCheckpointFault(evidence, length)) ??
    saved.map((checkpoint) => audit?.checkpointFault(checkpoint)).find((found) => found !== undefined) ??
    treeFault;
  if (fault) return { valid: false, length, fault };
  const checkpoint = signed && "size" in signed ? { size: signed.size } : null;
  const { signatures, records } = check;
  const counts = { ...(signatures ? { signatures } : {}), ...(records ? { records } : {}) };
  return { valid: true, length, head: tip.hash, checkpoint, ...counts };
}

/** The first recomputed subtree that differs from the stored one, as a fault. */
function storedNodesFault(completed: readonly TreeNode[], read: ReadNode): Fault | undefined {
  for (const { level, index, hash } of completed) {
    const stored = nodeOrNothing(read, level, index);
    if (stored && sameHash(stored, hash)) continue;
    const detail = `The ledger's stored Merkle tree does not match its blocks: node ${level}/${index} differs.`;
    const actual = stored ? hex(stored) : "no such node";
    return { rule: "checkpoint", index: (index + 1) * 2 ** level, expected: hex(hash), actual, detail };
  }
  return undefined;
}

function nodeOrNothing(read: ReadNode, level: number, index: number): Hash | undefined {
  try {
    return read(level, index);
  } catch {
    return undefined;
  }
}

/** The newest stored checkpoint, or why it is not valid; `undefined` if none was signed. */
async function openStored(
  { newest }: StoredEvidence,
  ledger: readonly VerifierKey[],
): Promise<Checkpoint | Malformed | undefined> {
  if (newest === undefined) return undefined;
  return openCheckpoint(newest.note, { ledger }).catch((error: unknown) => {
    if (error instanceof Malformed) return error;
    throw error;
  });
}

/** The fault of a ledger that has a key but no checkpoint, unless it is marked as never having signed one. */
function lostCheckpointFault({ canSign, unsigned }: StoredEvidence, length: number): Fault | undefined {
  if (!canSign || unsigned === length) return undefined;
  const detail =
    "The newest signed checkpoint is missing, and the ledger has no record of leaving these blocks unsigned.";
  return { rule: "checkpoint", index: length, expected: "a signed checkpoint", actual: "no checkpoint", detail };
}

/**
 * The fault of a chain that is not the one the newest stored checkpoint was signed for. The checkpoint's last block
 * commits to every block before it, so that block's path in the tree is enough, unless an audit has rebuilt the tree
 * anyway.
 */
async function storedFault(
  signed: Checkpoint | Malformed,
  { newest, read }: StoredEvidence,
  blocks: StoredBlocks,
  tip: LinkedBlock,
  audit: ChainAudit | undefined,
): Promise<Fault | undefined> {
  const length = tip.index;
  const rule = "checkpoint";
  if (signed instanceof Malformed) {
    const detail = "This ledger did not sign the stored checkpoint.";
    const expected = "a checkpoint signed by this ledger";
    return { rule, index: length, expected, actual: signed.message, detail };
  }
  const { size, root } = signed;
  if (size > length) return lostBlocks(size, length);
  // A ledger that has signed a checkpoint never grows without signing the next one.
  if (size < length) {
    const detail = `Blocks were added to the storage directly: only the first ${size} have a signed checkpoint.`;
    return { rule, index: size + 1, expected: `${size} blocks`, actual: `${length} blocks`, detail };
  }
  if (newest && newest.size !== size) {
    const detail = "The newest signed checkpoint is stored under another size than its own, so the ledger is halted.";
    return { rule, index: length, expected: `size: ${size}`, actual: `size: ${newest.size}`, detail };
  }
  if (audit) return audit.checkpointFault(signed);
  const last = size === length ? tip : blocks.at(size);
  // If nodes are missing, there is no path, so the proof fails.
  const path = await inclusionPath(size - 1, size, read).catch(() => []);
  const leaf = await leafHash(bytesOf(last?.hash ?? ""));
  if (await verifyInclusion(size - 1, size, leaf, path, root)) return undefined;
  const detail = `Block ${size} is not the one the ledger signed: it, or a block before it, was rewritten.`;
  return { rule, index: size, expected: hex(root), actual: "another root", detail };
}
