import { type Block, hashBlock } from "../../../chain/block.ts";

/** How a block is linked: to the block before it, to none, or to what that one was before somebody changed it. */
export type Link = "linked" | "broken" | "changed";

/** The hashes of blocks' contents, as far as they were computed. */
const hashes = new WeakMap<Block, string>();

/**
 * Compares a block's previous hash with the hash of the block before, which is computed from that one's content: the
 * hash that it stores could be of another content.
 *
 * @returns nothing for genesis
 */
export async function linkOf(block: Block, previous: Block | undefined): Promise<Link | undefined> {
  if (previous) await hashAll([previous]);
  return knownLink(block, previous);
}

/** The same without waiting, where the block before was hashed already. */
export function knownLink(block: Block, previous: Block | undefined): Link | undefined {
  const hash = previous && hashes.get(previous);
  if (hash === undefined) return undefined;
  if (block.previous_hash === hash) return "linked";
  return block.previous_hash === previous?.hash ? "changed" : "broken";
}

/** Hashes the blocks that were not hashed yet, so that their links are known when they are printed. */
export async function hashAll(blocks: Iterable<Block>): Promise<void> {
  for (const block of blocks) if (!hashes.has(block)) hashes.set(block, await hashBlock(block));
}
