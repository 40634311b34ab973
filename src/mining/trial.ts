import { type CandidateBlock, hashBlock, withProof } from "../chain/block.ts";
import { sha256 } from "../chain/canonical.ts";
import { hex } from "../chain/hex.ts";
import { expectedAttempts, squaresText } from "../chain/proof-of-work.ts";

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
 * How many attempts a search needs to reach a proof. On `squares` it counts up from 1; on `block-hash` from 0, and
 * again from 0 with each later timestamp. The block does not tell how many attempts were made with earlier timestamps.
 */
export function attemptsTo({ difficulty }: Pick<CandidateBlock, "difficulty">, proof: number): number {
  return difficulty === undefined ? proof : proof + 1;
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
