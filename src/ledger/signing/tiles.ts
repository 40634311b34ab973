import { concatenate } from "../../chain/text/concatenate.ts";
import { type Hash, leafHash, sameHash } from "../../chain/merkle-tree.ts";
import { bytesOf } from "../../evidence/receipts/receipt.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredLeaf } from "../store/stored-leaves.ts";

/** Encodes hashes as a tile, by concatenating them. */
export function tileOf(hashes: readonly Hash[]): Uint8Array<ArrayBuffer> {
  return concatenate(hashes);
}

/**
 * Encodes blocks as an entry bundle: the 32 bytes of each block's hash, prefixed with their length (C2SP tlog-tiles,
 * "Log entries"). The leaf of a block is the hash of these 32 bytes.
 *
 * @param blocks in a block's format
 * @param leaves the leaves of these blocks in the tree
 * @throws Contradiction if the blocks do not match the leaves
 */
export async function entryBundle(
  blocks: readonly StoredLeaf[],
  leaves: readonly Hash[],
): Promise<Uint8Array<ArrayBuffer>> {
  const entries = await Promise.all(
    leaves.map(async (leaf, place) => {
      const block = blocks[place];
      if (!block) throw new Contradiction();
      const entry = bytesOf(block.hash);
      if (!sameHash(await leafHash(entry), leaf)) throw new Contradiction();
      return entry;
    }),
  );
  return concatenate(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]));
}
