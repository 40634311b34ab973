import { CoinBook } from "../../../../simulation/coin-book.ts";
import type { CoinMove } from "../../../../simulation/coins.ts";
import type { BlockId, NodeId } from "../../../../simulation/names.ts";
import type { NodeState } from "../../../../simulation/state.ts";

/** A coin that a form offers to move, also where the rules forbid it. */
export interface OfferedCoin extends CoinMove {
  readonly owner: NodeId;
  /** The block that spent it, if the sender no longer has it. */
  readonly spentIn?: BlockId;
}

/**
 * The coins that a sender can try to move, as a node's chain has them: its own ones, then those that it already spent, then
 * those of others.
 */
export function offeredCoins({ chain }: NodeState, sender: NodeId): readonly OfferedCoin[] {
  const { coins } = new CoinBook(chain);
  const spent = chain.flatMap((block) =>
    block.transfers
      .filter((transfer) => transfer.sender === sender)
      .flatMap((transfer) => transfer.coins.map((coin) => ({ ...coin, owner: sender, spentIn: block.id }))),
  );
  return [...coins.filter(({ owner }) => owner === sender), ...spent, ...coins.filter(({ owner }) => owner !== sender)];
}
