import kernel from "../../mining/kernel/nonce-search.wasm";
import { type NonceSearch } from "../../mining/nonce-search.ts";
import { subtleSearch } from "../../mining/subtle-search.ts";
import { simdSearch } from "../../mining/simd-search.ts";

/** The search that NONCE_SEARCH selects: the WebAssembly kernel for `simd`, otherwise `crypto.subtle`. */
export function nonceSearch(setting: string | undefined): NonceSearch {
  return setting === "simd" ? simdSearch(kernel) : subtleSearch;
}
