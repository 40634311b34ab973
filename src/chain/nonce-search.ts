import type { CandidateBlock } from "./block.ts";
import { findNonce, findSquaresProof, type Pause } from "./proof-of-work.ts";

/** How the numbers that solve the puzzles are searched; all ways to do it find the same ones. */
export interface NonceSearch {
  /** As {@link findSquaresProof}. */
  readonly squaresProof: (previousProof: number, pause: Pause) => Promise<number | undefined>;
  /** As {@link findNonce}; it is called for each candidate, so again when a timestamp moved on. */
  readonly nonce: (candidate: CandidateBlock, difficulty: number, pause: Pause) => Promise<number | undefined>;
}

/** The search that asks `crypto.subtle` for every hash: slower than others, and possible everywhere. */
export const subtleSearch: NonceSearch = { squaresProof: findSquaresProof, nonce: findNonce };
