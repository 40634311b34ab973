import { type CandidateBlock, hashBlock, withProof } from "../chain/block.ts";
import { sha256 } from "../chain/text/canonical.ts";
import { hex } from "../chain/text/hex.ts";
import { expectedAttempts, NONCE_LIMIT, squaresText } from "../chain/proof-of-work.ts";

const encoder = new TextEncoder();

/**
 * The hash that decides whether a proof solves a candidate's puzzle: on `squares` the hash of the difference of the
 * squares, on `block-hash` the block's own. It is meant for displaying one attempt; a search has faster ways.
 */
export async function trialHash(candidate: CandidateBlock, proof: number, previousProof: number): Promise<string> {
  if (candidate.difficulty !== undefined) return hashBlock(withProof(candidate, proof));
  return hex(await sha256(encoder.encode(squaresText(proof, previousProof)) as Uint8Array<ArrayBuffer>));
}

/**
 * How many attempts a search makes until it reaches a proof. On `squares` it counts up from 1, so the proof tells. On
 * `block-hash` it counts up from a first nonce, which only the miner knows.
 *
 * @param firstNonce where the search with the block's timestamp began
 */
export function attemptsTo(
  { difficulty }: Pick<CandidateBlock, "difficulty">,
  proof: number,
  firstNonce: number,
): number {
  return difficulty === undefined ? proof : ((proof - firstNonce + NONCE_LIMIT) % NONCE_LIMIT) + 1;
}

/** The proof that an attempt of a search tries, counted from 1: what {@link attemptsTo} counts, the other way round. */
export function proofAt(
  { difficulty }: Pick<CandidateBlock, "difficulty">,
  attempt: number,
  firstNonce: number,
): number {
  return difficulty === undefined ? attempt : (firstNonce + attempt - 1) % NONCE_LIMIT;
}

/**
 * The probability, 0 to 1, that a search succeeds within n attempts: `1 − (1 − p)ⁿ`, where each attempt independently
 * succeeds with probability p.
 *
 * @param difficulty in leading zero bits; `undefined` for the `squares` puzzle
 */
export function chanceWithin(attempts: number, difficulty: number | undefined): number {
  // Equal to the formula, but keeps its precision for a p as small as 2⁻³².
  return -Math.expm1(attempts * Math.log1p(-1 / expectedAttempts(difficulty)));
}
