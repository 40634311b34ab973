import { GrowingTree, type Hash, leafHash, type ReadNode } from "../../../src/chain/merkle-tree.ts";

/** Stores a tree over entries as the ledger does: only the hashes of its complete subtrees. */
export async function storedTree(entries: readonly Uint8Array[]): Promise<ReadNode> {
  const tree = new GrowingTree();
  const nodes = new Map<string, Hash>();
  for (const entry of entries) {
    for (const { level, index, hash } of await tree.append(await leafHash(entry))) nodes.set(`${level}/${index}`, hash);
  }
  return (level, index) => {
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`node ${level}/${index} is not stored`);
    return hash;
  };
}

/** Bytes with one bit flipped, counted from the most significant bit of the first byte. */
export function withBitFlipped(bytes: Uint8Array, bit: number): Hash {
  const flipped = Uint8Array.from(bytes);
  const place = Math.floor(bit / 8);
  flipped[place] = (flipped[place] ?? 0) ^ (0x80 >> (bit % 8));
  return flipped;
}
