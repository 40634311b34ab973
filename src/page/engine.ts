import { instantiate } from "../mining/kernel/kernel.ts";
import { type NonceSearch } from "../mining/nonce-search.ts";
import { subtleSearch } from "../mining/subtle-search.ts";
import { simdSearch } from "../mining/simd-search.ts";

/** What computes the hashes of a search: `crypto.subtle` one after the other, or the WebAssembly kernel four at once. */
export type Engine = "subtle" | "simd";

/** The search with an engine; where the kernel cannot be had, with `crypto.subtle` instead. */
export async function searchWith(engine: Engine): Promise<{ engine: Engine; search: NonceSearch }> {
  const kernel = engine === "simd" ? await loadKernel() : undefined;
  // It is tried here, so that the page can say which of the two it was.
  if (await instantiate(kernel)) return { engine: "simd", search: simdSearch(kernel) };
  return { engine: "subtle", search: subtleSearch };
}

async function loadKernel(): Promise<WebAssembly.Module | undefined> {
  try {
    const file = await fetch("/page/nonce-search.wasm");
    return await WebAssembly.compile(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
