import { canonicalText } from "../chain/text/canonical.ts";

/**
 * Yields to other tasks between two stretches of a search.
 *
 * @param attempts the number of hashes computed so far
 * @returns whether to continue; `false` cancels the search
 */
export type Pause = (attempts: number) => Promise<boolean>;

/** A block of either kind of ledger without its proof and hash. Its nonce goes into its canonical text. */
export interface Candidate {
  readonly index: number;
  readonly timestamp: string;
}

/** A way to search for proofs. All implementations find the same ones. */
export interface NonceSearch {
  /**
   * The smallest proof, from 1 up, that solves the `squares` puzzle after `previousProof` (the paper's chart 1). It
   * takes 65,536 hashes on average.
   *
   * @returns the proof, or `undefined` if `pause` canceled the search
   */
  readonly squaresProof: (previousProof: number, pause: Pause) => Promise<number | undefined>;
  /**
   * The first nonce that gives the candidate's hash `difficulty` leading zero bits. It takes 2^difficulty hashes on
   * average. There may be no such nonce, in which case the candidate needs another timestamp (the paper's section 3.1)
   * and a new search.
   *
   * @param first where the search begins, 0 if absent: it counts up from there, and goes on at 0 after the largest nonce
   * @returns the nonce, or `undefined` if there is none or `pause` canceled the search
   */
  readonly nonce: (
    candidate: Candidate,
    difficulty: number,
    pause: Pause,
    first?: number,
  ) => Promise<number | undefined>;
}

const encoder = new TextEncoder();

/** The candidate's canonical bytes before and after the digits of its proof. */
export function canonicalAroundProof(candidate: Candidate): [head: Uint8Array, tail: Uint8Array] {
  const text = canonicalText({ ...candidate, proof: 0 });
  // The last occurrence is the key itself, since only the timestamp follows, which holds no quotes.
  const place = text.lastIndexOf(`"proof":0,`) + `"proof":`.length;
  return [encoder.encode(text.slice(0, place)), encoder.encode(text.slice(place + 1))];
}
