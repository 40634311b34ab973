import { canonicalBytes, sha256 } from "../chain/text/canonical.ts";
import { instantiate, load, SQUARES_LIMIT, TAIL_LIMIT } from "./kernel/kernel.ts";
import { type NonceSearch } from "./nonce-search.ts";
import { subtleSearch } from "./subtle-search.ts";
import { isSquaresProof, NONCE_LIMIT, startsWithZeroBits } from "../chain/proof-of-work.ts";
import { canonicalAroundProof, type Pause } from "./nonce-search.ts";

/** How many hashes are computed between two pauses. The search blocks the thread for a few milliseconds meanwhile. */
export const HASHES_PER_STRETCH = 32_768;

/** The largest first word of a hash that starts with four zero hex digits, as `squares` requires. */
const SQUARES_MOST = 0xffff;

/**
 * Searches with the WebAssembly kernel, which is many times as fast as {@link subtleSearch}.
 *
 * The kernel is not trusted: it must solve two puzzles with known solutions, and `crypto.subtle` verifies its results.
 * The fallback takes over if the kernel is missing, rejected by the platform or wrong, or if a number exceeds its
 * range.
 *
 * @param kernel the module `nonce-search.wasm`, if available
 * @param fallback the search to use instead
 */
export function simdSearch(kernel: WebAssembly.Module | undefined, fallback: NonceSearch = subtleSearch): NonceSearch {
  return {
    async squaresProof(previousProof, pause) {
      const instance = await instantiate(kernel);
      if (!instance || previousProof > SQUARES_LIMIT) return fallback.squaresProof(previousProof, pause);
      const stretch = (first: number, count: number) => instance.squares(previousProof, first, count, SQUARES_MOST);
      const proof = await search({ first: 1, limit: SQUARES_LIMIT, count: SQUARES_LIMIT - 1 }, stretch, pause);
      if (proof === undefined || (await isSquaresProof(proof, previousProof))) return proof;
      return fallback.squaresProof(previousProof, pause);
    },

    async nonce(candidate, difficulty, pause, first = 0) {
      const instance = await instantiate(kernel);
      const [head, tail] = canonicalAroundProof(candidate);
      if (!instance || tail.length > TAIL_LIMIT) return fallback.nonce(candidate, difficulty, pause, first);
      load(instance, head, tail);
      const most = 2 ** (32 - difficulty) - 1;
      const stretch = (next: number, count: number) => instance.nonces(next, count, most);
      const nonce = await search({ first, limit: NONCE_LIMIT, count: NONCE_LIMIT }, stretch, pause);
      if (nonce === undefined) return undefined;
      const hash = await sha256(canonicalBytes({ ...candidate, proof: nonce }));
      return startsWithZeroBits(hash, difficulty) ? nonce : fallback.nonce(candidate, difficulty, pause, first);
    },
  };
}

/** The numbers to try: `count` of them from `first` up. The number after `limit - 1` is 0. */
interface Range {
  readonly first: number;
  readonly limit: number;
  readonly count: number;
}

/** Searches a range. `stretch` returns -1 if it finds nothing. */
async function search(
  { first, limit, count }: Range,
  stretch: (first: number, count: number) => number,
  pause: Pause,
): Promise<number | undefined> {
  for (let tried = 0; tried < count;) {
    const next = (first + tried) % limit;
    const tries = Math.min(HASHES_PER_STRETCH, limit - next, count - tried);
    const found = stretch(next, tries);
    if (found >= 0) return found;
    tried += tries;
    if (!(await pause(tried))) return undefined;
  }
  return undefined;
}
