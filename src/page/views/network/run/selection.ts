/** Which block is open, and at which node. */
import { computed, signal } from "@preact/signals";
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { BlockId, NodeId } from "../../../../simulation/names.ts";
import type { NetworkState, NodeState } from "../../../../simulation/state.ts";
import { state } from "./run.ts";

interface Selection {
  readonly node: NodeId;
  /** The place in the node's chain. The block there may become another one, when it is edited or left. */
  readonly index: number;
  /** A block beside the chain, which stays the same. */
  readonly beside?: BlockId;
}

const selection = signal<Selection>({ node: "A", index: 1 });

/** The open block with its node. */
export const opened = computed(() => openedIn(state.value, selection.value));

/** Opens a block of a node's copy. */
export function open(node: NodeId, { id, index }: NetworkBlock, isOnChain: boolean): void {
  selection.value = { node, index, ...(isOnChain ? {} : { beside: id }) };
}

function openedIn(
  { nodes, blocks }: NetworkState,
  { node: id, index, beside }: Selection,
): { readonly node: NodeState; readonly block: NetworkBlock; readonly isOnChain: boolean } | undefined {
  const node = nodes.find((each) => each.id === id) ?? nodes[0];
  if (!node) return undefined;
  const apart = beside === undefined ? undefined : blocks.get(beside);
  const block = apart ?? node.chain[Math.min(index, node.chain.length) - 1];
  return block && { node, block, isOnChain: node.chain.includes(block) };
}
