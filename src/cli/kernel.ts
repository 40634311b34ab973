import { readFile } from "node:fs/promises";

/** The nonce search as a WebAssembly module; `undefined` if this Node cannot compile it. */
export async function loadKernel(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(await readFile(new URL("../mining/kernel/nonce-search.wasm", import.meta.url)));
  } catch {
    return undefined;
  }
}
