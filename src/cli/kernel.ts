import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The kernel that `npm run mine` has built; nothing where it is missing or this Node cannot compile it. */
export async function loadKernel(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(await readFile(join(import.meta.dirname, "../../.build/nonce-search.wasm")));
  } catch {
    return undefined;
  }
}
