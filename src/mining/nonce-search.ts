import type { CandidateBlock } from "../chain/block.ts";
import { canonicalText } from "../chain/canonical.ts";

/**
 * Lets others run between two stretches of a search.
 *
 * @param attempts the hashes tried so far
 * @returns whether to go on; `false` gives the search up
 */
export type Pause = (attempts: number) => Promise<boolean>;

/** How the numbers that solve the puzzles are searched; all ways to do it find the same ones. */
export interface NonceSearch {
  /**
   * The smallest proof, from 1 up, that solves the `squares` puzzle after `previousProof` (the paper's chart 1). It takes
   * 65,536 hashes on average.
   *
   * @returns the proof, or `undefined` when `pause` gave the search up
   */
  readonly squaresProof: (previousProof: number, pause: Pause) => Promise<number | undefined>;
  /**
   * The smallest nonce that gives the candidate's hash `difficulty` leading zero bits. It takes 2^difficulty hashes on
   * average, and none may be found in the whole range; then only another timestamp helps (the paper's section 3.1). It is
   * called for each candidate, so again when a timestamp moved on.
   *
   * @returns the nonce, or `undefined` when there is none or `pause` gave the search up
   */
  readonly nonce: (candidate: CandidateBlock, difficulty: number, pause: Pause) => Promise<number | undefined>;
}

const encoder = new TextEncoder();

/** The candidate's canonical bytes before and after the digits of its proof. */
export function canonicalAroundProof(candidate: CandidateBlock): [head: Uint8Array, tail: Uint8Array] {
  const text = canonicalText({ ...candidate, proof: 0 });
  // The key's last occurrence is the key itself: only the timestamp, which holds no quotes, comes behind it.
  const place = text.lastIndexOf(`"proof":0,`) + `"proof":`.length;
  return [encoder.encode(text.slice(0, place)), encoder.encode(text.slice(place + 1))];
}
