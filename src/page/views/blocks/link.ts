import { type Block, hashBlock } from "../../../chain/block.ts";

/** How a block is linked: to the block before it, to none, or to what that one was before somebody changed it. */
export type Link = "linked" | "broken" | "changed";

/**
 * Compares a block's previous hash with the hash of the block before, which is computed from that one's content: the
 * hash that it stores could be of another content.
 *
 * @returns nothing for genesis
 */
export async function linkOf(block: Block, previous: Block | undefined): Promise<Link | undefined> {
  if (!previous) return undefined;
  if (block.previous_hash === (await hashBlock(previous))) return "linked";
  return block.previous_hash === previous.hash ? "changed" : "broken";
}
