import { completedNodes, type Hash, leafHash, type ReadNode } from "../../../src/evidence/merkle-tree.ts";

/** Stores a tree over entries as the ledger does: only the hashes of its complete subtrees. */
export async function storedTree(entries: readonly Uint8Array[]): Promise<ReadNode> {
  const nodes = new Map<string, Hash>();
  const read: ReadNode = (level, index) => {
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`node ${level}/${index} is not stored`);
    return hash;
  };
  for (const [place, entry] of entries.entries()) {
    for (const { level, index, hash } of await completedNodes(place, await leafHash(entry), read)) {
      nodes.set(`${level}/${index}`, hash);
    }
  }
  return read;
}

/** Bytes with one bit flipped, counted from the most significant bit of the first byte. */
export function withBitFlipped(bytes: Uint8Array, bit: number): Hash {
  const flipped = Uint8Array.from(bytes);
  const place = Math.floor(bit / 8);
  flipped[place] = (flipped[place] ?? 0) ^ (0x80 >> (bit % 8));
  return flipped;
}
