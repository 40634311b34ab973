import { instantiate } from "../mining/kernel/kernel.ts";
import { type NonceSearch } from "../mining/nonce-search.ts";
import { subtleSearch } from "../mining/subtle-search.ts";
import { simdSearch } from "../mining/simd-search.ts";

/** What computes a search's hashes: `crypto.subtle`, one at a time, or the WebAssembly kernel, four at once. */
export type Engine = "subtle" | "simd";

/** Returns the search that uses an engine. Falls back to `crypto.subtle` if the kernel cannot be loaded. */
export async function searchWith(engine: Engine): Promise<{ engine: Engine; search: NonceSearch }> {
  const kernel = engine === "simd" ? await loadKernel() : undefined;
  // Try the kernel here, so that the page can say which engine is used.
  if (await instantiate(kernel)) return { engine: "simd", search: simdSearch(kernel) };
  return { engine: "subtle", search: subtleSearch };
}

async function loadKernel(): Promise<WebAssembly.Module | undefined> {
  try {
    // A copy from before will do: the server may be away, and crypto.subtle checks whatever the kernel finds.
    const file = await fetch("/page/nonce-search.wasm", { cache: "force-cache" });
    return await WebAssembly.compile(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
