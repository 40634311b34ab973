import { isSquaresProof } from "./proof-of-work.ts";

/** How many pairs of consecutive proofs are remembered. A `squares` chain has 225 (src/guide/mining.md). */
const REMEMBERED = 1024;

/** Checks proofs of the `squares` puzzle, and remembers the right ones. */
export class SolvedProofs {
  /** Maps a proof to one known to solve `squares` after it, which need not be hashed again. */
  readonly #solved = new Map<number, number>();

  /**
   * Whether a proof solves the puzzle after the proof `before`. If that is unknown, as for the first block, every proof
   * does. It returns `true` synchronously if no hash has to be computed.
   */
  isSolved(proof: number, before: number | undefined): boolean | Promise<boolean> {
    return before === undefined || this.#solved.get(before) === proof || this.#solves(proof, before);
  }

  async #solves(proof: number, before: number): Promise<boolean> {
    const solved = await isSquaresProof(proof, before);
    if (solved && this.#solved.size < REMEMBERED) this.#solved.set(before, proof);
    return solved;
  }
}
