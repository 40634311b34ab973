import { expectedAttempts } from "../../chain/proof-of-work.ts";
import type { Callbacks } from "../../client/external/external-mining.ts";
import { randomNonce } from "../../client/external/random-nonce.ts";
import type { MiningContext } from "../../mining/mine-block.ts";
import { simdSearch } from "../../mining/simd-search.ts";
import { type Output, print } from "../io.ts";
import { loadKernel } from "../kernel.ts";
import { MiningProgress } from "../progress.ts";

/** Runs a search on this machine, and prints its progress. */
export type LocalSearch = <Found>(
  /** How many leading zero bits are searched for; none on `squares`. */
  difficulty: number | undefined,
  /** Ends the search. */
  passed: AbortSignal,
  search: (context: MiningContext) => Promise<Found>,
) => Promise<Found>;

/**
 * Prepares searches on this machine.
 *
 * @param output gets the progress
 */
export async function localSearch(output: Output): Promise<LocalSearch> {
  const nonces = simdSearch(await loadKernel());
  return async (difficulty, passed, search) => {
    const progress = new MiningProgress(output, expectedAttempts(difficulty));
    try {
      return await search({
        now: () => Date.now(),
        pause: async (attempts) => {
          progress.show(attempts);
          await new Promise((resolve) => setImmediate(resolve));
          return !passed.aborted;
        },
        search: nonces,
        firstNonce: randomNonce,
      });
    } finally {
      progress.end();
    }
  };
}

/** The callbacks of an external miner that print what happens. */
export function printing(output: Output): Pick<Callbacks, "onPassed" | "onUnreachable"> {
  return {
    onPassed: (index) => print(output, `Another miner found block ${index} first. Continuing at the new tip.`),
    onUnreachable: ({ message }) => print(output, message),
  };
}
