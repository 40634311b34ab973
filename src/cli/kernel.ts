import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The nonce search as a WebAssembly module; `undefined` if this Node cannot compile it. */
export async function loadKernel(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(await readFile(join(import.meta.dirname, "../mining/kernel/nonce-search.wasm")));
  } catch {
    return undefined;
  }
}
