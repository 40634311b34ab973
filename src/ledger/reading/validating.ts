import type { StoredVerdict, ValidateOptions } from "./verdict.ts";
import type { Block } from "../../chain/block.ts";
import { ChainAudit, lostBlocks } from "../../evidence/audit.ts";
import { hex } from "../../chain/hex.ts";
import { type Checkpoint, openCheckpoint } from "../../evidence/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import {
  type Hash,
  inclusionPath,
  leafHash,
  type ReadNode,
  sameHash,
  type TreeNode,
  verifyInclusion,
} from "../../evidence/merkle-tree.ts";
import { type VerifierKey } from "../../evidence/note.ts";
import { Malformed } from "../../chain/malformed.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { bytesOf } from "../../evidence/receipt.ts";
import { ChainValidator, EMPTY_CHAIN } from "../../chain/validation.ts";
import type { Blocks } from "../store/blocks.ts";
import { NumberTable } from "./number-table.ts";
import type { ProgressListener } from "./validation-progress.ts";
import type { SignedTree, StoredEvidence } from "../signing/signed-tree.ts";
import { Turns } from "../sharing/turns.ts";

/** After each so many blocks it is told how far a check is. */
const BLOCKS_PER_PROGRESS = 1000;

/**
 * Blocks that are checked at once, from their lines and for an audit, and the work of each, in digests. 250 lines are some
 * 90 KB of text; longer ones the engine would not collect until many have added up.
 */
const STRETCH = { lines: { blocks: 250, digests: 3 }, audit: { blocks: 32, digests: 64 } } as const;

/**
 * Re-reads and re-hashes every stored block, genesis included, or those from an index on, and compares the chain with
 * its newest checkpoint. Mining goes on meanwhile; the verdict is about the chain as it was at the start. It takes 12
 * bytes of memory a block.
 *
 * @param puzzle that the ledger was created with
 * @returns nothing when the chain has no block `since`, or `progress` gave the check up
 */
export async function validateStored(
  blocks: Blocks,
  tree: SignedTree,
  puzzle: Puzzle,
  options: ValidateOptions,
  progress?: ProgressListener,
): Promise<StoredVerdict | undefined> {
  const { since } = options;
  const length = blocks.length();
  if (since !== undefined && since > length) return undefined;
  const verdict = await verdictOn(length, blocks, tree, puzzle, options, progress);
  return verdict && since !== undefined ? { ...verdict, since } : verdict;
}

async function verdictOn(
  length: number,
  blocks: Blocks,
  tree: SignedTree,
  puzzle: Puzzle,
  { rebuild = false, saved = [], since = 1 }: ValidateOptions,
  progress?: ProgressListener,
): Promise<StoredVerdict | undefined> {
  const evidence = tree.stored();
  const signed = await openStored(evidence, await tree.keys());
  const sizes = [signed, ...saved].flatMap((checkpoint) =>
    checkpoint && "size" in checkpoint ? [checkpoint.size] : [],
  );
  const first = Math.max(1, since - 1);
  const numbers = new NumberTable(blocks, first, length, crypto.getRandomValues(new Uint32Array(2)));
  const rules = { now: () => Date.now(), expected: { puzzle }, numbers };
  const audit = rebuild || saved.length > 0 ? new ChainAudit(sizes, rules) : undefined;
  const validator = audit ?? new ChainValidator(rules, first);
  const turns = new Turns();
  const { blocks: atOnce, digests } = audit ? STRETCH.audit : STRETCH.lines;
  let treeFault: Fault | undefined;
  for (let told = validator.length; validator.length < length;) {
    const to = Math.min(length, validator.length + atOnce);
    const fault = await stretchFault(validator, blocks, first, to);
    if (fault) return { valid: false, length, fault };
    if (rebuild) treeFault ??= storedNodesFault(audit?.completed ?? [], evidence.read);
    await turns.spend(atOnce * digests);
    if (validator.length < length && validator.length - told < BLOCKS_PER_PROGRESS) continue;
    told = validator.length;
    if (progress && !(await progress(told, length))) return undefined;
  }
  const { tip } = validator;
  if (!tip) return { valid: false, length, fault: EMPTY_CHAIN };
  const fault =
    (signed ? await storedFault(signed, evidence, blocks, tip, audit) : lostCheckpointFault(evidence, length)) ??
    saved.map((checkpoint) => audit?.checkpointFault(checkpoint)).find((found) => found !== undefined) ??
    treeFault;
  if (fault) return { valid: false, length, fault };
  const checkpoint = signed && "size" in signed ? { size: signed.size } : null;
  return { valid: true, length, head: tip.hash, checkpoint };
}

/** The first fault of the blocks behind those that were checked, up to the one at an index. */
async function stretchFault(
  validator: ChainValidator | ChainAudit,
  blocks: Blocks,
  first: number,
  to: number,
): Promise<Fault | undefined> {
  const check = (count: number) => {
    const next = validator.length + 1;
    // Below genesis too: a row that was put in front of it is a stored block as well.
    const page = blocks.range(next === 1 ? -Infinity : next, to, count);
    // Where blocks are gone since the check began, the next one is none.
    return validator.check(page.length > 0 ? page : [undefined]);
  };
  // An audit has to have each block by itself.
  if (validator instanceof ChainAudit) return check(STRETCH.audit.blocks);
  const fault = validator.tip ? undefined : await check(1);
  if (fault || validator.length === to) return fault;
  const from = validator.length + 1;
  // Of the numbers before the first block the table knows nothing.
  const mayRepeat = first > 1 && blocks.mayRepeat(first, from, to);
  const lines = mayRepeat ? undefined : blocks.lines(from, to, validator.tip?.difficulty);
  // Where the lines may have a fault, the blocks say which.
  return lines && (await validator.follow(lines, to)) ? undefined : check(STRETCH.lines.blocks);
}

/** Whether recomputed subtrees are stored as they should be. */
function storedNodesFault(completed: readonly TreeNode[], read: ReadNode): Fault | undefined {
  for (const { level, index, hash } of completed) {
    const stored = nodeOrNothing(read, level, index);
    if (stored && sameHash(stored, hash)) continue;
    const detail = `The ledger's stored Merkle tree is not that of its blocks: node ${level}/${index} differs.`;
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

/** The newest stored checkpoint, or why it is none; nothing when none was signed. */
async function openStored(
  { note }: StoredEvidence,
  ledger: readonly VerifierKey[],
): Promise<Checkpoint | Malformed | undefined> {
  if (note === undefined) return undefined;
  return openCheckpoint(note, { ledger }).catch((error: unknown) => {
    if (error instanceof Malformed) return error;
    throw error;
  });
}

/** Whether a ledger with a key has no checkpoint, and no note either that it never signed one. */
function lostCheckpointFault({ canSign, unsigned }: StoredEvidence, length: number): Fault | undefined {
  if (!canSign || unsigned === length) return undefined;
  const detail = "The newest signed checkpoint is gone: the ledger has no record that these blocks were left unsigned.";
  return { rule: "checkpoint", index: length, expected: "a signed checkpoint", actual: "no checkpoint", detail };
}

/**
 * Whether the chain is the one that the newest stored checkpoint was signed for. The block that it ends with commits to
 * every block before it, so that block's path in the tree is enough, unless the audit has rebuilt the tree anyway.
 */
async function storedFault(
  signed: Checkpoint | Malformed,
  { read }: StoredEvidence,
  blocks: Blocks,
  tip: Block,
  audit: ChainAudit | undefined,
): Promise<Fault | undefined> {
  const length = tip.index;
  const rule = "checkpoint";
  if (signed instanceof Malformed) {
    const detail = "The stored checkpoint is not one that this ledger signed.";
    const expected = "a checkpoint signed by this ledger";
    return { rule, index: length, expected, actual: signed.message, detail };
  }
  const { size, root } = signed;
  if (size > length) return lostBlocks(size, length);
  // A ledger that has signed never grows without a signature.
  if (size < length) {
    const detail = `Blocks were added behind the ledger's back: only the first ${size} have a signed checkpoint.`;
    return { rule, index: size + 1, expected: `${size} blocks`, actual: `${length} blocks`, detail };
  }
  if (audit) return audit.checkpointFault(signed);
  const last = size === length ? tip : blocks.at(size);
  // A path that cannot be had, since nodes are gone, proves nothing either.
  const path = await inclusionPath(size - 1, size, read).catch(() => []);
  const leaf = await leafHash(bytesOf(last?.hash ?? ""));
  if (await verifyInclusion(size - 1, size, leaf, path, root)) return undefined;
  const detail = `Block ${size} is not the one that the ledger signed for: it, or blocks before it, were rewritten.`;
  return { rule, index: size, expected: hex(root), actual: "another root", detail };
}
