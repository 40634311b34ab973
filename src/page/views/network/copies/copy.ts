/** What the view shows of a node's copy of the chain. */
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { NetworkState, NodeState } from "../../../../simulation/state.ts";

/** What a node's copy is like, compared with the others. */
export type CopyStatus = "agrees" | "differs" | "edited" | "outvoted" | "mining" | "secret";

/**
 * The blocks beside a node's chain that are worth drawing: valid ones, and refused ones whose parent is not refused, since
 * what builds on those is refused with them.
 */
export function blocksBeside({ chain, known, refusedBlocks }: NodeState, state: NetworkState): readonly NetworkBlock[] {
  const onChain = new Set(chain.map(({ id }) => id));
  const valid = known.filter((id) => !state.faults.has(id));
  const refused = refusedBlocks.map(({ block }) => block).filter((id) => !hasRefusedParent(id, state));
  return [...new Set([...valid, ...refused])]
    .filter((id) => !onChain.has(id))
    .flatMap((id) => state.blocks.get(id) ?? []);
}

function hasRefusedParent(id: string, { blocks, faults }: NetworkState): boolean {
  const parent = blocks.get(id)?.parent;
  return parent !== undefined && faults.has(parent);
}

/** Compares a node's copy with the others. */
export function statusOf(node: NodeState, { agreement, attack, blocks, nodes }: NetworkState): CopyStatus {
  if (node.holdsOn !== undefined) {
    if (attack?.node === node.id && (attack.stage === "racing" || attack.stage === "preparing")) return "secret";
    if (node.reproving) return "mining";
    const work = blocks.get(node.tip)?.work ?? 0;
    const isOutvoted = nodes.some((other) => (blocks.get(other.tip)?.work ?? 0) > work);
    return isOutvoted ? "outvoted" : "edited";
  }
  return agreement.others.includes(node.id) ? "differs" : "agrees";
}
