/** The name of a node: one of {@link NODE_IDS}. */
export type NodeId = string;

/** The names of nodes, in the order in which a network gets them. */
export const NODE_IDS: readonly NodeId[] = ["A", "B", "C", "D", "E"];

/**
 * The name of a block, which stands for its hash: a block with other content, another parent or another proof has
 * another name. Names count up (`b1` is genesis), and are never used twice.
 */
export type BlockId = string;
