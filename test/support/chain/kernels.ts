import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The kernel as it is checked in. */
export const kernel = await WebAssembly.compile(
  await readFile(join(import.meta.dirname, "../../../src/mining/kernel/nonce-search.wasm")),
);

/** A module that is sound, and exports nothing. */
export const emptyModule = await WebAssembly.compile(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
