import { hashBlock, withProof } from "../chain/block.ts";
import { instantiate, load, SQUARES_LIMIT, TAIL_LIMIT } from "./kernel/kernel.ts";
import { type NonceSearch } from "./nonce-search.ts";
import { subtleSearch } from "./subtle-search.ts";
import { hasLeadingZeroBits, isSquaresProof, NONCE_LIMIT } from "../chain/proof-of-work.ts";
import { canonicalAroundProof, type Pause } from "./nonce-search.ts";

/** A search pauses after each so many hashes: some milliseconds, since it needs the thread for itself. */
export const HASHES_PER_STRETCH = 32_768;

/** A hash with a first word of at most this starts with four zero hex digits, as `squares` asks. */
const SQUARES_MOST = 0xffff;

/**
 * The search with the WebAssembly kernel, many times as fast as {@link subtleSearch}.
 *
 * The kernel is not trusted: it must solve two puzzles whose solution is known, and `crypto.subtle` confirms what it
 * finds. Where it is missing, refused by the platform or wrong, and for numbers beyond it, the other search does the
 * work.
 *
 * @param kernel the module `nonce-search.wasm`, if there is one
 */
export function simdSearch(kernel: WebAssembly.Module | undefined, fallback: NonceSearch = subtleSearch): NonceSearch {
  return {
    async squaresProof(previousProof, pause) {
      const instance = await instantiate(kernel);
      if (!instance || previousProof > SQUARES_LIMIT) return fallback.squaresProof(previousProof, pause);
      const stretch = (first: number, count: number) => instance.squares(previousProof, first, count, SQUARES_MOST);
      const proof = await search(1, SQUARES_LIMIT, stretch, pause);
      if (proof === undefined || (await isSquaresProof(proof, previousProof))) return proof;
      return fallback.squaresProof(previousProof, pause);
    },

    async nonce(candidate, difficulty, pause) {
      const instance = await instantiate(kernel);
      const [head, tail] = canonicalAroundProof(candidate);
      if (!instance || tail.length > TAIL_LIMIT) return fallback.nonce(candidate, difficulty, pause);
      load(instance, head, tail);
      const most = 2 ** (32 - difficulty) - 1;
      const stretch = (first: number, count: number) => instance.nonces(first, count, most);
      const nonce = await search(0, NONCE_LIMIT, stretch, pause);
      if (nonce === undefined) return undefined;
      const hash = await hashBlock(withProof(candidate, nonce));
      return hasLeadingZeroBits(hash, difficulty) ? nonce : fallback.nonce(candidate, difficulty, pause);
    },
  };
}

/** Searches from `first` up to below `limit`; the kernel answers a stretch in which it finds nothing with -1. */
async function search(
  first: number,
  limit: number,
  stretch: (first: number, count: number) => number,
  pause: Pause,
): Promise<number | undefined> {
  for (let next = first; next < limit; next += HASHES_PER_STRETCH) {
    const found = stretch(next, Math.min(HASHES_PER_STRETCH, limit - next));
    if (found >= 0) return found;
    if (!(await pause(next - first + HASHES_PER_STRETCH))) return undefined;
  }
  return undefined;
}
