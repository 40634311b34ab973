/** The name of a node: a capital letter, `A` to `E`. */
export type NodeId = string;

/**
 * The name of a block, which stands for its hash: a block with other content, another parent or another proof has
 * another name. Names count up (`b1` is genesis), and are never used twice.
 */
export type BlockId = string;
