import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The checked-in kernel. */
export const kernel = await WebAssembly.compile(
  await readFile(join(import.meta.dirname, "../../../src/mining/kernel/nonce-search.wasm")),
);

/** A valid module without exports. */
export const emptyModule = await WebAssembly.compile(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
