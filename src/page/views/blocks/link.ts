import type { AnyTip } from "../../../chain/kind.ts";
import { hashOf } from "../../any-block.ts";

/**
 * How a block is linked: to the previous block's content, to nothing, or only to the hash that the previous block
 * stores, which no longer fits its content.
 */
export type Link = "linked" | "broken" | "changed";

/** The computed hashes of blocks' contents. */
const hashes = new WeakMap<AnyTip, string>();

/**
 * Compares a block's previous hash with the computed hash of the previous block's content. The hash stored in that
 * block could belong to other content.
 *
 * @returns nothing for genesis
 */
export async function linkOf(block: AnyTip, previous: AnyTip | undefined): Promise<Link | undefined> {
  if (previous) await hashAll([previous]);
  return knownLink(block, previous);
}

/** Like {@link linkOf}, but synchronous. Returns nothing if the previous block has not been hashed yet. */
export function knownLink(block: AnyTip, previous: AnyTip | undefined): Link | undefined {
  const hash = previous && hashes.get(previous);
  if (hash === undefined) return undefined;
  if (block.previous_hash === hash) return "linked";
  return block.previous_hash === previous?.hash ? "changed" : "broken";
}

/** Hashes the blocks that have not been hashed yet, so that their links are known for printing. */
export async function hashAll(blocks: Iterable<AnyTip>): Promise<void> {
  for (const block of blocks) if (!hashes.has(block)) hashes.set(block, await hashOf(block));
}
