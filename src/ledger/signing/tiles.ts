import type { Block } from "../../chain/block.ts";
import { formatFault } from "../../chain/format.ts";
import { type Hash, leafHash, sameHash } from "../../evidence/merkle-tree.ts";
import { bytesOf } from "../../evidence/receipt.ts";
import { Contradiction } from "../contradiction.ts";

/** Hashes as a tile: one after the other. */
export function tileOf(hashes: readonly Hash[]): Uint8Array<ArrayBuffer> {
  return concatenate(hashes);
}

/**
 * Blocks as an entry bundle: the 32 bytes of each block's hash, which are what its leaf is the hash of, each with its
 * length before it (C2SP tlog-tiles, "Log entries").
 *
 * @param leaves what the tree has of these blocks
 * @throws Contradiction when the blocks are not those of the leaves
 */
export async function entryBundle(blocks: readonly Block[], leaves: readonly Hash[]): Promise<Uint8Array<ArrayBuffer>> {
  const entries = await Promise.all(
    leaves.map(async (leaf, place) => {
      const block = blocks[place];
      // Anything may stand in an edited table.
      if (!block || formatFault(block)) throw new Contradiction();
      const entry = bytesOf(block.hash);
      if (!sameHash(await leafHash(entry), leaf)) throw new Contradiction();
      return entry;
    }),
  );
  return concatenate(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]));
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
