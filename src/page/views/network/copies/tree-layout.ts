import type { NetworkBlock } from "../../../../simulation/block.ts";
import { confirmationsOf } from "../../../../simulation/confirmations.ts";
import type { BlockId } from "../../../../simulation/names.ts";

/** A block's place in the drawing of a node's copy. */
export interface Placed {
  readonly block: NetworkBlock;
  /** Counts from the first index that is drawn. */
  readonly column: number;
  /** 0 for the chain that the node believes in; branches have the lanes below. */
  readonly lane: number;
  /** How many blocks of the chain confirm it, itself included; 0 beside the chain. */
  readonly confirmations: number;
}

/** A line from a block to the next one. */
export interface Branching {
  readonly from: { readonly column: number; readonly lane: number };
  readonly to: { readonly column: number; readonly lane: number };
}

export interface TreeLayout {
  readonly placed: readonly Placed[];
  readonly lines: readonly Branching[];
  readonly lanes: number;
  /** How many older branches are left out. */
  readonly hidden: number;
}

/** More branches than these at the same place would push the other copies out of sight. */
const MOST_LANES = 3;

/**
 * Lays out a node's copy: its chain in the first lane, and each branch in the first lane that is free over its length.
 *
 * @param chain the chain that the node believes in
 * @param beside the other blocks that the node knows, in the order in which it learned them
 * @param first the first index to draw
 */
export function layOut(chain: readonly NetworkBlock[], beside: readonly NetworkBlock[], first: number): TreeLayout {
  const lanes = new Map<BlockId, number>(chain.map(({ id }) => [id, 0]));
  const taken: { readonly lane: number; readonly from: number; readonly to: number }[] = [];
  let hidden = 0;
  for (const branch of branchesOf(beside)) {
    const from = (branch[0]?.index ?? 0) - 1;
    const to = branch.at(-1)?.index ?? 0;
    if (to < first) continue;
    let lane = 1;
    while (taken.some((each) => each.lane === lane && each.from <= to && from <= each.to)) lane++;
    if (lane > MOST_LANES) {
      hidden++;
      continue;
    }
    taken.push({ lane, from, to });
    for (const { id } of branch) lanes.set(id, lane);
  }
  const placed = [...chain, ...beside].flatMap((block) => {
    const lane = lanes.get(block.id);
    if (lane === undefined || block.index < first) return [];
    const confirmations = confirmationsOf({ chain }, block.id);
    return [{ block, column: block.index - first, lane, confirmations }];
  });
  return {
    placed: placed.toSorted((one, other) => one.lane - other.lane || one.column - other.column),
    lines: placed.flatMap(({ block, column, lane }) => {
      const above = block.parent === undefined ? undefined : lanes.get(block.parent);
      return above === undefined ? [] : [{ from: { column: column - 1, lane: above }, to: { column, lane } }];
    }),
    lanes: 1 + Math.max(0, ...taken.map(({ lane }) => lane)),
    hidden,
  };
}

/** Divides blocks into branches without a fork, the newest first. */
function branchesOf(beside: readonly NetworkBlock[]): readonly (readonly NetworkBlock[])[] {
  const branches: NetworkBlock[][] = [];
  for (const block of beside.toSorted((one, other) => one.index - other.index)) {
    const goesOn = branches.find((branch) => branch.at(-1)?.id === block.parent);
    if (goesOn) goesOn.push(block);
    else branches.push([block]);
  }
  return branches.toSorted((one, other) => (other.at(-1)?.minedAt ?? 0) - (one.at(-1)?.minedAt ?? 0));
}
