import { beforeEach, describe } from "vitest";
import { type Block, sealBlock } from "../../../src/chain/block.ts";
import { mineCandidate } from "../../../src/mining/mine-block.ts";
import { subtleSearch } from "../../../src/mining/subtle-search.ts";
import { GrowingTree, leafHash, type TreeNode } from "../../../src/chain/merkle-tree.ts";
import { bytesOf } from "../../../src/evidence/receipts/receipt.ts";
import { isSolved } from "../../../src/chain/proof-of-work.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { call, grow, post, text } from "../worker/named-ledgers.ts";
import { deployedWith, SIGNING } from "../worker/deployment.ts";

/** Both puzzles, block-hash at its lowest difficulty. */
export const PUZZLES: readonly Puzzle[] = [{ puzzle: "squares" }, { puzzle: "block-hash", difficulty: 8 }];

/** The length of the attacked chain. */
export const LENGTH = 6;

/** A ledger with a chain of {@link LENGTH} blocks. */
interface Attacked {
  readonly puzzle: Puzzle;
  /** Its name. */
  readonly ledger: string;
  /** The checkpoint that was signed for its chain, as saved outside the ledger. */
  readonly saved: () => string;
}

/** Runs a file's tests for each puzzle, each test on a new ledger that signs. */
export function onEachPuzzle(define: (attacked: Attacked) => void): void {
  deployedWith(SIGNING);
  describe.each(PUZZLES)("on a $puzzle ledger", (puzzle) => {
    const ledger = puzzle.puzzle;
    let saved: string;

    beforeEach(async () => {
      await grow(ledger, puzzle, LENGTH);
      saved = await text(ledger, "/checkpoint");
    });

    define({ puzzle, ledger, saved: () => saved });
  });
}

/** The block of a chain at an index, from 1. */
export function at(chain: readonly Block[], index: number): Block {
  const block = chain[index - 1];
  if (!block) throw new RangeError(`the chain has no block ${index}`);
  return block;
}

/** The chain with one block replaced at its index. */
export function withBlock(chain: readonly Block[], block: Block): Block[] {
  return chain.map((each) => (each.index === block.index ? block : each));
}

/** A block with another patient's name and its old hash. */
export function edited(block: Block): Block {
  return { ...block, patient_name: "Eve" };
}

/** A block with its hash recomputed, but not mined. */
export async function rehashed(block: Block): Promise<Block> {
  for (let tried = 0; ; tried++) {
    const { hash: _, ...unhashed } = tried === 0 ? block : { ...block, patient_ID: `${block.patient_ID}-${tried}` };
    const sealed = await sealBlock(unhashed);
    // One hash in 256 happens to have eight zero bits: an attacker's luck, which is not under test.
    if (block.difficulty === undefined || !(await isSolved(sealed, 0))) return sealed;
  }
}

/** A block mined again; on `squares` its proof still solves the puzzle, whatever the block contains. */
export async function remined(block: Block): Promise<Block> {
  const { hash: _, proof, ...candidate } = block;
  if (block.difficulty === undefined) return sealBlock({ ...candidate, proof });
  const mined = await mineCandidate(candidate, 0, {
    now: () => Date.now(),
    pause: async () => true,
    search: subtleSearch,
  });
  if (!mined) throw new Error("the mining was ended");
  return mined;
}

/** The chain relinked from an edited block to its end. */
export async function relinked(
  chain: readonly Block[],
  changed: Block,
  seal: (block: Block) => Promise<Block>,
): Promise<Block[]> {
  const linked: Block[] = [];
  for (const block of withBlock(chain, changed)) {
    const last = linked.at(-1);
    const isBehind = block.index > changed.index;
    const link = isBehind && last ? { ...block, previous_hash: last.hash } : block;
    linked.push(block.index < changed.index ? block : await seal(link));
  }
  return linked;
}

/** The nodes of the tree over blocks. */
export async function treeOf(blocks: readonly Block[]): Promise<TreeNode[]> {
  const tree = new GrowingTree();
  const nodes: TreeNode[] = [];
  for (const { hash } of blocks) nodes.push(...(await tree.append(await leafHash(bytesOf(hash)))));
  return nodes;
}

/** The verdict of `is_valid` in its three forms, abbreviated: "valid", or the fault's rule and index. */
export async function verdicts(ledger: string, saved: string): Promise<Record<"stored" | "rebuilt" | "saved", string>> {
  return {
    stored: await said(call(ledger, "/is_valid")),
    rebuilt: await said(call(ledger, "/is_valid?tree=rebuild")),
    saved: await said(post(ledger, "/is_valid", saved)),
  };
}

async function said(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  if (response.status !== 200) return `${response.status}: ${await response.text()}`;
  const { valid, fault } = await response.json<{ valid: boolean; fault?: { rule: string; index: number } }>();
  return valid ? "valid" : `${fault?.rule} at ${fault?.index}`;
}

/** The three verdicts when they are the same. */
export function all(verdict: string): Record<"stored" | "rebuilt" | "saved", string> {
  return { stored: verdict, rebuilt: verdict, saved: verdict };
}
