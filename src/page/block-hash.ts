import { hashBlock } from "../chain/block.ts";
import { hex } from "../chain/hex.ts";
import type { AnyTip } from "../chain/kind.ts";
import { digestHeader, type Header } from "../chain/sealed/header.ts";

/** Whether a block is the header of a sealed block. */
export function isHeader(block: AnyTip): block is Header {
  return "merkle_root" in block;
}

/** Computes a block's hash: on a plain ledger over its content, on a sealed one over its header. */
export async function hashOf(block: AnyTip): Promise<string> {
  return isHeader(block) ? hex(new Uint8Array(await digestHeader(block))) : hashBlock(block);
}
