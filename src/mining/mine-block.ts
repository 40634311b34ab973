import { type Block, type CandidateBlock, candidateBlock, GENESIS, sealBlock, withProof } from "../chain/block.ts";
import type { NonceSearch } from "./nonce-search.ts";
import type { Pause } from "./nonce-search.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { PatientRecord } from "../chain/record.ts";

/** What a miner needs from outside: the domain itself has no clock and knows no event loop. */
export interface MiningContext {
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** As {@link Pause}; `false` ends the mining, for instance since another block was appended. */
  readonly pause: Pause;
  /** Finds the numbers. */
  readonly search: NonceSearch;
}

/** After so many milliseconds a `block-hash` candidate gets a new timestamp (the paper's section 3.1). */
const TIMESTAMP_SPAN = 1000;

/**
 * Mines the block that follows `tip`.
 *
 * @param knownProof a proof that the chain already has for this tip, on `squares`; it is used instead of a search
 * @returns the block, or `undefined` when `pause` ended the mining
 */
export async function mineBlock(
  tip: Block,
  record: PatientRecord,
  minedBy: string,
  context: MiningContext,
  knownProof?: number,
): Promise<Block | undefined> {
  const candidate = candidateBlock(tip, record, minedBy, context.now());
  return knownProof === undefined
    ? mineCandidate(candidate, tip.proof, context)
    : sealBlock(withProof(candidate, knownProof));
}

/**
 * Mines a candidate: finds the proof that makes it a block. On `block-hash` the block may get a later timestamp than
 * the candidate has.
 *
 * @param previousProof the tip's proof, which only the `squares` puzzle asks for
 * @returns the block, or `undefined` when `pause` ended the mining
 */
export async function mineCandidate(
  candidate: CandidateBlock,
  previousProof: number,
  context: MiningContext,
): Promise<Block | undefined> {
  if (candidate.difficulty !== undefined) return mineBound(candidate, candidate.difficulty, context);
  const proof = await context.search.squaresProof(previousProof, context.pause);
  return proof === undefined ? undefined : sealBlock(withProof(candidate, proof));
}

/**
 * Makes the first block of a chain (the paper's chart 1, "create genesis block with default data"). On `squares` its
 * proof is 1, as the start of the sequence of proofs; on `block-hash` it is mined like every other block.
 *
 * @returns the block, or `undefined` when `pause` ended the mining
 */
export async function mineGenesis(puzzle: Puzzle, context: MiningContext): Promise<Block | undefined> {
  const { index, previous_hash, ...record } = GENESIS;
  const timestamp = new Date(context.now()).toISOString();
  if (puzzle.puzzle === "squares") return sealBlock(withProof({ index, timestamp, ...record, previous_hash }, 1));
  const { difficulty } = puzzle;
  return mineBound({ index, timestamp, ...record, difficulty, previous_hash }, difficulty, context);
}

/** Searches a `block-hash` candidate's nonce, and again under later timestamps until one has a nonce. */
async function mineBound(
  candidate: CandidateBlock,
  difficulty: number,
  { now, pause, search }: MiningContext,
): Promise<Block | undefined> {
  let attempts = 0;
  let ended = false;
  for (let current = candidate; ;) {
    const start = now();
    const before = attempts;
    const proof = await search.nonce(current, difficulty, async (tried) => {
      attempts = before + tried;
      ended = !(await pause(attempts));
      return !ended && now() - start < TIMESTAMP_SPAN;
    });
    if (proof !== undefined) return sealBlock(withProof(current, proof));
    if (ended) return undefined;
    // A clock that stands still, or went back, must not give the same candidate again.
    const later = Math.max(now(), Date.parse(current.timestamp) + 1);
    current = { ...current, timestamp: new Date(later).toISOString() };
  }
}
