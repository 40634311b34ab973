import { type Block, type CandidateBlock, candidateBlock, GENESIS, sealBlock, withProof } from "../chain/block.ts";
import type { Candidate, NonceSearch, Pause } from "./nonce-search.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { RecordVersion } from "../chain/records/record.ts";

/** What mining needs from its caller. This code has no clock and no event loop of its own. */
export interface MiningContext {
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
  /** See {@link Pause}. `false` cancels mining, for example because another block was appended. */
  readonly pause: Pause;
  /** Searches for proofs. */
  readonly search: NonceSearch;
  /**
   * On `block-hash`, the nonce at which the search begins; it is asked again for each timestamp. Miners who race draw it
   * at random, so that two of them that work on the same block do not compute the same hashes. 0 if absent.
   */
  readonly firstNonce?: () => number;
}

/** How long a `block-hash` candidate keeps its timestamp, in milliseconds (the paper's section 3.1). */
const TIMESTAMP_SPAN = 1000;

/**
 * Mines the block that follows `tip`.
 *
 * @param knownProof on `squares`, a proof that is known to follow the tip's; it replaces the search
 * @returns the block, or `undefined` if `pause` canceled mining
 */
export async function mineBlock(
  tip: Block,
  record: RecordVersion,
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
 * Mines a candidate: finds the proof that completes it. On `block-hash` the block may have a later timestamp than the
 * candidate.
 *
 * @param previousProof the tip's proof, used by the `squares` puzzle only
 * @returns the block, or `undefined` if `pause` canceled mining
 */
export async function mineCandidate(
  candidate: CandidateBlock,
  previousProof: number,
  context: MiningContext,
): Promise<Block | undefined> {
  if (candidate.difficulty !== undefined) return minedBlock(await solve(candidate, candidate.difficulty, context));
  const proof = await context.search.squaresProof(previousProof, context.pause);
  return proof === undefined ? undefined : sealBlock(withProof(candidate, proof));
}

/**
 * Creates the first block of a chain (the paper's chart 1, "create genesis block with default data"). On `squares` its
 * proof is 1, which starts the sequence of proofs. On `block-hash` it is mined like every other block.
 *
 * @returns the block, or `undefined` if `pause` canceled mining
 */
export async function mineGenesis(puzzle: Puzzle, context: MiningContext): Promise<Block | undefined> {
  const { index, previous_hash, ...record } = GENESIS;
  const timestamp = new Date(context.now()).toISOString();
  if (puzzle.puzzle === "squares") return sealBlock(withProof({ index, timestamp, ...record, previous_hash }, 1));
  const { difficulty } = puzzle;
  return minedBlock(await solve({ index, timestamp, ...record, difficulty, previous_hash }, difficulty, context));
}

function minedBlock(solution: Solution<CandidateBlock> | undefined): Promise<Block> | undefined {
  return solution && sealBlock(withProof(solution.candidate, solution.proof));
}

/** A candidate, perhaps with a later timestamp than at the start of the search, and the nonce that solves it. */
export interface Solution<C extends Candidate> {
  readonly candidate: C;
  readonly proof: number;
}

/**
 * Searches for the nonce of a `block-hash` candidate of either kind of ledger, with later and later timestamps until
 * there is one.
 *
 * @param difficulty how many leading zero bits the hash must have
 * @returns `undefined` if `pause` canceled the search
 */
export async function solve<C extends Candidate>(
  candidate: C,
  difficulty: number,
  { now, pause, search, firstNonce = () => 0 }: MiningContext,
): Promise<Solution<C> | undefined> {
  let attempts = 0;
  let ended = false;
  for (let current = candidate; ;) {
    const start = now();
    const before = attempts;
    const goesOn = async (tried: number) => {
      attempts = before + tried;
      ended = !(await pause(attempts));
      return !ended && now() - start < TIMESTAMP_SPAN;
    };
    const proof = await search.nonce(current, difficulty, goesOn, firstNonce());
    if (proof !== undefined) return { candidate: current, proof };
    if (ended) return undefined;
    // If the clock stands still or goes back, the candidate must still change.
    const later = Math.max(now(), Date.parse(current.timestamp) + 1);
    current = { ...current, timestamp: new Date(later).toISOString() };
  }
}
