import { type Block, hashBlock } from "../../chain/block.ts";
import { formatFault } from "../../chain/format.ts";
import { isHexOf } from "../../chain/text/hex.ts";
import { isSealed } from "../../chain/kind.ts";
import { canonicalEntry } from "../../chain/sealed/entry.ts";
import { EntryTree } from "../../chain/sealed/entry-tree.ts";
import { digestHeader, type SealedBlock } from "../../chain/sealed/header.ts";
import { headerFormatFault, sealedFormatFault } from "../../chain/sealed/header-format.ts";

/**
 * Compares a block that somebody saved with the block that a receipt proves. A sealed block may have been saved with or
 * without its entries.
 *
 * @param index the index of the proven block
 * @param hash its hash
 * @param value the saved block; nothing is assumed about its shape
 * @returns how it differs, as a clause that quotes nothing that may be patient data; `undefined` if it does not
 */
export async function savedBlockDifference(index: number, hash: string, value: unknown): Promise<string | undefined> {
  // Hashing ignores unknown attributes, so the format is checked first.
  if (isSealed(value)) return sealedDifference(index, hash, value);
  if (formatFault(value)) return "does not have a block's format";
  const block = value as Block;
  if (block.index !== index) return `has index ${block.index}`;
  if ((await hashBlock(block)) !== block.hash) return "has a hash that does not match its content";
  return block.hash === hash ? undefined : `has the hash ${block.hash}`;
}

async function sealedDifference(index: number, hash: string, block: SealedBlock): Promise<string | undefined> {
  const isWhole = "entries" in block;
  if (isWhole ? sealedFormatFault(block) : headerFormatFault(block)) return "does not have a block's format";
  if (block.index !== index) return `has index ${block.index}`;
  if (!isHexOf(block.hash, new Uint8Array(await digestHeader(block))))
    return "has a hash that does not match its content";
  if (isWhole && !isHexOf(block.merkle_root, (await EntryTree.of(block.entries.map(canonicalEntry))).root))
    return "has entries that its hash does not cover";
  return block.hash === hash ? undefined : `has the hash ${block.hash}`;
}
