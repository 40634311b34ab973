import type { LinkedBlock } from "../../chain/linked-block.ts";

/** The stored blocks of a ledger of either kind. On a sealed ledger they are headers. */
export interface StoredBlocks<Stored extends LinkedBlock = LinkedBlock> {
  /** The newest block; `undefined` on an empty chain. */
  tip(): Stored | undefined;
  /**
   * The newest block of a chain that must have one.
   *
   * @throws Contradiction if the chain has no blocks any more
   */
  newest(): Stored;
  /** How many blocks the chain has. This is the tip's index, since this code never deletes a block. */
  length(): number;
  /** The block at an index, from 1. */
  at(index: number): Stored | undefined;
  /** The blocks from `from` to `to`, inclusive, in order; at most `count`. */
  range(from: number, to: number, count: number): Stored[];
  /**
   * The first blocks from `from` to `to`, inclusive, as JSON texts: as many as fit one piece of a stream, at least one
   * if there is any.
   *
   * @param entries whether to include a sealed block's entries
   */
  texts(from: number, to: number, entries: boolean): [index: number, text: string][];
  /** Who mined each block from one index to another, inclusive, in order. */
  miners(from: number, to: number): { miner: string; index: number }[];
  /** Whether a value has a block's format. Someone who edits the storage can put anything there. */
  hasFormat(block: LinkedBlock): boolean;
  /** Whether a stored block has the format, and its content matches its hash. */
  isSound(block: LinkedBlock): Promise<boolean>;
}
