/**
 * Coins: a coin is a block's reward, and a transfer moves whole coins. It names for each coin the last block that moved
 * it, so the same coin cannot be spent twice.
 */
import type { BlockId, NodeId } from "./names.ts";

/** What a coin is worth. */
export const REWARD = 10;

/** A coin that a transfer moves. */
export interface CoinMove {
  /** The coin, named after the block whose reward it is. */
  readonly coin: BlockId;
  /** The last block that moved the coin, which is `coin` itself if it never moved. */
  readonly lastMoved: BlockId;
}

/** A transfer before it is signed. */
export interface TransferDraft {
  readonly sender: NodeId;
  readonly receiver: NodeId;
  /** The sum of the coins. */
  readonly amount: number;
  readonly coins: readonly CoinMove[];
}

export interface Transfer extends TransferDraft {
  /** Stands for the hash of the content. Names count up: `t1`, `t2`. */
  readonly id: string;
  /** Who signed exactly this content. Only the sender's signature counts. */
  readonly signedBy: NodeId;
}

/** A coin as a chain has it. */
export interface Coin extends CoinMove {
  readonly owner: NodeId;
}

/** Why a transfer is refused, after the paper's section 2 (iii): the first rule that it breaks. */
export type TransferFault =
  /** It moves no coin, or one coin more than once, or its amount is not a positive whole number. */
  | { readonly rule: "form" }
  /** It is not signed by its sender. */
  | { readonly rule: "signature"; readonly signedBy: NodeId }
  /** The chain has no such coin, or the named block did not move it. */
  | { readonly rule: "unknown"; readonly coin: CoinMove }
  /** The coin was moved after the named block: `spentIn` did it. */
  | { readonly rule: "double-spend"; readonly coin: CoinMove; readonly spentIn: BlockId }
  /** A transfer that waits in the node's mempool, or stands earlier in the same block, moves the coin. */
  | { readonly rule: "conflict"; readonly coin: CoinMove; readonly transfer: string }
  /** The coin belongs to somebody else. */
  | { readonly rule: "owner"; readonly coin: CoinMove; readonly owner: NodeId }
  /** The amount is not the sum of the coins. */
  | { readonly rule: "amount"; readonly sum: number };
