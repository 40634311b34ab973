import { hashBlock } from "../chain/block.ts";
import { hex } from "../chain/text/hex.ts";
import type { AnyTip } from "../chain/kind.ts";
import type { Entry } from "../chain/sealed/entry.ts";
import { digestHeader, type Header, type SealedBlock } from "../chain/sealed/header.ts";
import { isObject } from "../chain/sealed/header-format.ts";

/** Whether a block is the header of a sealed block. */
export function isHeader(block: AnyTip): block is Header {
  return "merkle_root" in block;
}

/** Computes a block's hash: on a plain ledger over its content, on a sealed one over its header. */
export async function hashOf(block: AnyTip): Promise<string> {
  return isHeader(block) ? hex(new Uint8Array(await digestHeader(block))) : hashBlock(block);
}

/**
 * The entries of a sealed block as far as they can be shown. Whether they are right is for the Merkle root and the
 * verification to tell.
 *
 * @returns none if the ledger serves something else as entries
 */
export function shownEntries({ entries }: SealedBlock): readonly Entry[] {
  return Array.isArray(entries) && entries.every(isObject) ? (entries as readonly Entry[]) : [];
}
