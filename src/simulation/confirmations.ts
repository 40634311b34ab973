import type { BlockId } from "./names.ts";
import type { NodeState } from "./state.ts";

/**
 * How many confirmations a block has for a node: itself and the blocks after it in the node's chain. It is 0 if the node
 * does not believe in the block.
 */
export function confirmationsOf({ chain }: Pick<NodeState, "chain">, block: BlockId): number {
  const place = chain.findIndex(({ id }) => id === block);
  return place < 0 ? 0 : chain.length - place;
}
