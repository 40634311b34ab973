import { hash as digest } from "node:crypto";
import {
  type Block,
  type CandidateBlock,
  GENESIS,
  candidateBlock,
  sealBlock,
  withProof,
  type UnhashedBlock,
} from "../../../src/chain/block.ts";
import { mineGenesis } from "../../../src/mining/mine-block.ts";
import { subtleSearch } from "../../../src/mining/subtle-search.ts";
import { hasLeadingZeroBits } from "../../../src/chain/proof-of-work.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { ValidationOptions } from "../../../src/chain/validation.ts";
import blockHashVector from "../../vectors/block-hash-chain.json" with { type: "json" };
import correctionsVectors from "../../vectors/corrections-chains.json" with { type: "json" };
import squaresVector from "../../vectors/squares-chain.json" with { type: "json" };
import proofsVector from "../../vectors/squares-proofs.json" with { type: "json" };

/** The vector chain of the paper's puzzle: genesis and five records. */
export const squaresChain: readonly Block[] = squaresVector;

/** The vector chain of the `block-hash` puzzle, at difficulty 12, with the same records. */
export const blockHashChain: readonly Block[] = blockHashVector;

/** Both vector chains, each with its puzzle's name, for tests that apply to both. */
export const chains = [
  { puzzle: "squares", chain: squaresChain },
  { puzzle: "block-hash", chain: blockHashChain },
] as const;

/** The vector chains of both puzzles with a correction, and with a record whose author is not its miner. */
export const correctionsChains = [
  { puzzle: "squares", chain: correctionsVectors[0] as readonly Block[] },
  { puzzle: "block-hash", chain: correctionsVectors[1] as readonly Block[] },
] as const;

/** Validates at the end of time, so that no block is in the future. */
export const ANY_TIME: ValidationOptions = { now: () => Infinity };

/** The first proofs of every `squares` chain, from genesis on. */
export const squaresProofs: readonly number[] = proofsVector;

/** The lowest difficulty a ledger may have: about 256 hashes a block. */
export const LOW_DIFFICULTY = 8;

/** The block at an index, counted from 1 as in the chain. */
export function blockAt(chain: readonly Block[], index: number): Block {
  const block = chain[index - 1];
  if (!block) throw new Error(`the chain has no block ${index}`);
  return block;
}

/** The newest block. */
export function tipOf(chain: readonly Block[]): Block {
  return blockAt(chain, chain.length);
}

/** The chain with the block at an index replaced by a value, which need not be a block. */
export function withValueAt(chain: readonly Block[], index: number, value: unknown): unknown[] {
  return (chain as readonly unknown[]).with(index - 1, value);
}

/** The block with some attributes edited and its own hash recomputed, but not mined. */
export function reseal(block: Block, edit: Partial<UnhashedBlock>): Promise<Block> {
  return sealBlock({ ...block, ...edit });
}

/** The chain with a block edited and every hash and link from there on recomputed; nothing is mined again. */
export async function relink(chain: readonly Block[], index: number, edit: Partial<UnhashedBlock>): Promise<Block[]> {
  const relinked = [...chain.slice(0, index - 1), await reseal(blockAt(chain, index), edit)];
  for (const block of chain.slice(index)) {
    relinked.push(await reseal(block, { previous_hash: tipOf(relinked).hash }));
  }
  return relinked;
}

/** Solves the `block-hash` puzzle of a candidate by trying one nonce after another. */
export async function mineBlockHash(candidate: CandidateBlock): Promise<Block> {
  for (let proof = 0; ; proof++) {
    const block = await sealBlock(withProof(candidate, proof));
    if (hasLeadingZeroBits(block.hash, candidate.difficulty ?? 0)) return block;
  }
}

/** A record with its miner and the time of its mining. */
export interface Mining {
  readonly record: PatientRecord;
  readonly minedBy: string;
  readonly now: number;
}

/** Mines a `squares` chain. Every such chain has the same proofs, so they are looked up in `proofs`. */
export async function mineSquaresChain(
  minings: readonly Mining[],
  proofs: readonly number[] = squaresProofs,
): Promise<Block[]> {
  const chain = [await squaresGenesis(0)];
  for (const { record, minedBy, now } of minings) {
    const proof = proofs[chain.length];
    if (proof === undefined) throw new Error("no proof is known for so long a chain");
    chain.push(await sealBlock(withProof(candidateBlock(tipOf(chain), record, minedBy, now), proof)));
  }
  return chain;
}

/** Mines a `block-hash` chain at the lowest difficulty. */
export async function mineBlockHashChain(minings: readonly Mining[]): Promise<Block[]> {
  const timestamp = new Date(0).toISOString();
  const chain = [await mineBlockHash({ ...GENESIS, timestamp, difficulty: LOW_DIFFICULTY })];
  for (const { record, minedBy, now } of minings) {
    chain.push(await mineBlockHash(candidateBlock(tipOf(chain), record, minedBy, now)));
  }
  return chain;
}

/**
 * The smallest proof, from `from` up, that solves the paper's puzzle after a previous proof. It is a second
 * implementation, on Node's own SHA-256 and exact integers, so that the code is not compared with itself.
 */
export function nextSquaresProof(previousProof: number, from = 1): number {
  // Below this, a double holds the squares exactly. BigInt alone would take about ten times longer over the whole
  // cycle.
  const exact = previousProof < 90_000_000 && from < 90_000_000;
  for (let proof = from; ; proof++) {
    const text = exact
      ? String(proof * proof - previousProof * previousProof)
      : String(BigInt(proof) * BigInt(proof) - BigInt(previousProof) * BigInt(previousProof));
    if (digest("sha256", text).startsWith("0000")) return proof;
  }
}

/** The genesis of a `squares` chain created at a time, in milliseconds since 1970. */
export async function squaresGenesis(now: number): Promise<Block> {
  const genesis = await mineGenesis(
    { puzzle: "squares" },
    {
      now: () => now,
      pause: () => Promise.resolve(true),
      search: subtleSearch,
    },
  );
  if (!genesis) throw new Error("nobody ended the mining");
  return genesis;
}
