import type { LinkedBlock } from "../../chain/linked-block.ts";
import type { StoredLeaves } from "./stored-leaves.ts";

/** The stored blocks of a ledger of either kind. On a sealed ledger they are headers. */
export interface StoredBlocks<Stored extends LinkedBlock = LinkedBlock> extends StoredLeaves<Stored> {
  /**
   * The newest block of a chain that must have one.
   *
   * @throws Contradiction if the chain has no blocks any more
   */
  newest(): Stored;
  /**
   * The first blocks from `from` to `to`, inclusive, as JSON texts: as many as fit one piece of a stream, at least one
   * if there is any.
   *
   * @param entries whether to include a sealed block's entries
   */
  texts(from: number, to: number, entries: boolean): [index: number, text: string][];
  /** Who mined each block from one index to another, inclusive, in order. */
  miners(from: number, to: number): { miner: string; index: number }[];
}
