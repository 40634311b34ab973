import type { TreeNode } from "../../chain/merkle-tree.ts";

/*
 * The nodes of the Merkle tree are stored in tiles: a row for each subtree of 16 leaves, and above them a row for each
 * 16 of those. So a new block changes one row, or two, and many new blocks change hardly more. A larger tile would make
 * the row that every block rewrites longer, a smaller one would need more rows.
 *
 * A tile holds its leaves and the three levels above them, in the order in which the nodes are completed, so it only
 * ever grows at its end. Its own root is a leaf of the tile above.
 */

/** How many levels of nodes a tile holds. */
const LEVELS = 4;

/** How many leaves a tile holds. */
export const TILE_LEAVES = 2 ** LEVELS;

/** The length of a hash in bytes. */
export const HASH_BYTES = 32;

/** Where a node is stored. */
export interface TilePlace {
  /** The level of the tile's leaves: a multiple of 4. */
  readonly level: number;
  /** The tile's place among the tiles of this level, from 0. */
  readonly tile: number;
  /** The node's place in the tile, from 0. */
  readonly place: number;
}

/** Finds the place of a node. */
export function tilePlace({ level, index }: Pick<TreeNode, "level" | "index">): TilePlace {
  const height = level % LEVELS;
  const width = TILE_LEAVES >> height;
  // A node is completed by its last leaf, after the nodes below it.
  const leavesBefore = ((index % width) + 1) * 2 ** height - 1;
  return { level: level - height, tile: Math.floor(index / width), place: nodesOf(leavesBefore) + height };
}

/** How many leaves a tile with this many bytes has; `undefined` if no tile has that many. */
export function leavesIn(bytes: number): number | undefined {
  for (let leaves = 1; leaves <= TILE_LEAVES; leaves++) if (nodesOf(leaves) * HASH_BYTES === bytes) return leaves;
  return undefined;
}

/** How many nodes a tile with this many leaves has. */
function nodesOf(leaves: number): number {
  let nodes = 0;
  for (let height = 0; height < LEVELS; height++) nodes += leaves >> height;
  return nodes;
}
