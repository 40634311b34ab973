import { instantiate } from "../mining/kernel/kernel.ts";
import { type NonceSearch } from "../mining/nonce-search.ts";
import { subtleSearch } from "../mining/subtle-search.ts";
import { simdSearch } from "../mining/simd-search.ts";

/** What computes a search's hashes: `crypto.subtle`, one at a time, or the WebAssembly kernel, four at once. */
export type Engine = "subtle" | "simd";

/** Returns the search that uses the kernel, or `crypto.subtle` if there is none or it does not work. */
export async function searchWith(
  kernel: WebAssembly.Module | undefined,
): Promise<{ engine: Engine; search: NonceSearch }> {
  // Try the kernel here, so that the page can say which engine is used.
  if (await instantiate(kernel)) return { engine: "simd", search: simdSearch(kernel) };
  return { engine: "subtle", search: subtleSearch };
}
