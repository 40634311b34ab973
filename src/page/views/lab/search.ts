import type { Block, CandidateBlock } from "../../../chain/block.ts";
import { mineCandidate } from "../../../chain/mining.ts";

/** Mines a candidate; gives nothing when it was given up. */
export type Search = (candidate: CandidateBlock, previousProof: number) => Promise<Block | undefined>;

/** After so many hashes the page is drawn. */
const HASHES_PER_FRAME = 2_000;

/**
 * A search in the page.
 *
 * @param onAttempts is called now and then with the hashes tried so far
 * @param signal gives the search up
 */
export function searchHere(onAttempts: (attempts: number) => void, signal: AbortSignal): Search {
  return (candidate, previousProof) =>
    mineCandidate(candidate, previousProof, {
      // The clock stands still: a block that is mined again keeps its time, or it would be younger than its successor.
      now: () => 0,
      pause: async (attempts) => {
        if (attempts % HASHES_PER_FRAME === 0) {
          onAttempts(attempts);
          await new Promise((resolve) => setTimeout(resolve));
        }
        return !signal.aborted;
      },
    });
}

/** The hashes that the search for a block took: proofs are tried from 1 up on `squares`, nonces from 0 up else. */
export function attemptsOf({ proof, difficulty }: Block): number {
  return difficulty === undefined ? proof : proof + 1;
}
