import type { Transfer, TransferFault } from "./coins.ts";
import type { BlockId, NodeId } from "./names.ts";

/** A block of the simulated network. It holds transfers of coins instead of patients' records. */
export interface NetworkBlock {
  readonly id: BlockId;
  /** The previous block; absent for genesis. */
  readonly parent?: BlockId;
  /** Consecutive along a chain, starting with 1 for genesis. */
  readonly index: number;
  /** Who mined it, or signed it as the leader of its slot; absent for genesis. */
  readonly minedBy?: NodeId;
  /** Who gets its reward, which is a coin named after the block: at first `minedBy`; absent for genesis. */
  readonly rewardTo?: NodeId;
  /** When it was mined, in simulated milliseconds. */
  readonly minedAt: number;
  readonly transfers: readonly Transfer[];
  /** The work in the chain up to this block, in expected hashes. With stake, each block counts as 1. */
  readonly work: number;
  /**
   * Present if the block was edited, or follows an edited one, and no work has been done since: its proof is still
   * that of this other block, and does not fit.
   */
  readonly proofOf?: BlockId;
  /** The nonce of its proof, if somebody found it by hand. */
  readonly nonce?: number;
  /** Present if the content of such a block was edited itself. */
  readonly edited?: true;
}

/** Why nodes refuse a block: the first rule that it breaks. */
export type BlockFault =
  /** The proof, or the signature of the slot's leader, does not fit the content. */
  | { readonly rule: "proof" }
  /** A transfer is not allowed where the block stands. */
  | { readonly rule: "transfer"; readonly transfer: Transfer; readonly fault: TransferFault }
  /** It builds on a block that is refused itself. */
  | { readonly rule: "ancestor"; readonly ancestor: BlockId; readonly fault: BlockFault };
