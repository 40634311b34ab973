import { type CandidateBlock, hashBlock, withProof } from "../chain/block.ts";
import { sha256 } from "../chain/canonical.ts";
import { hex } from "../chain/hex.ts";
import { expectedAttempts, squaresText } from "../chain/proof-of-work.ts";

const encoder = new TextEncoder();

/**
 * The hash that says whether a proof solves a candidate's puzzle: on `squares` that of the difference of the squares,
 * on `block-hash` the block's own. It is for showing one try; a search has faster ways.
 */
export async function trialHash(candidate: CandidateBlock, proof: number, previousProof: number): Promise<string> {
  if (candidate.difficulty !== undefined) return hashBlock(withProof(candidate, proof));
  return hex(await sha256(encoder.encode(squaresText(proof, previousProof)) as Uint8Array<ArrayBuffer>));
}

/**
 * How many tries a search takes to get to a proof: on `squares` it counts from 1 up, on `block-hash` from 0 up, and
 * again from 0 under each later timestamp; what was tried under the earlier ones, the block does not tell.
 */
export function attemptsTo({ difficulty }: Pick<CandidateBlock, "difficulty">, proof: number): number {
  return difficulty === undefined ? proof : proof + 1;
}

/**
 * The chance that a search is over within so many attempts, 0 to 1: `1 − (1 − p)ⁿ`, where each try solves the puzzle
 * with the chance p, whatever was tried before it.
 */
export function chanceWithin(attempts: number, difficulty: number | undefined): number {
  // The same as the formula, but without losing the digits of a p as small as 2⁻³².
  return -Math.expm1(attempts * Math.log1p(-1 / expectedAttempts(difficulty)));
}
