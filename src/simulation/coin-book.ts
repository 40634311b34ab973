import type { NetworkBlock } from "./block.ts";
import { type Coin, REWARD, type Transfer, type TransferFault } from "./coins.ts";
import type { BlockId, NodeId } from "./names.ts";

/** A block that moved a coin, and who had the coin from then on. */
interface Move {
  readonly block: BlockId;
  readonly owner: NodeId;
}

/** Who owns which coin on a chain. It follows from the chain's blocks and is written nowhere else. */
export class CoinBook {
  /** The moves of each coin; the first is the reward. */
  readonly #moves = new Map<BlockId, Move[]>();
  readonly #transfers = new Set<string>();

  constructor(chain: readonly NetworkBlock[]) {
    for (const block of chain) this.add(block);
  }

  /** Adds the chain's next block. It must be a valid one, or of an edited copy, whose editor believes in it. */
  add(block: NetworkBlock): void {
    for (const { id, receiver, coins } of block.transfers) {
      this.#transfers.add(id);
      for (const { coin } of coins) this.#moves.get(coin)?.push({ block: block.id, owner: receiver });
    }
    if (block.rewardTo !== undefined) this.#moves.set(block.id, [{ block: block.id, owner: block.rewardTo }]);
  }

  /** Whether a transfer stands on the chain. */
  has({ id }: Transfer): boolean {
    return this.#transfers.has(id);
  }

  /** All coins, in the order in which they were made. */
  get coins(): readonly Coin[] {
    return Array.from(this.#moves, ([coin, moves]) => {
      const { block, owner } = last(moves);
      return { coin, lastMoved: block, owner };
    });
  }

  /**
   * Checks a transfer that would stand in the next block (the paper's section 2, step iii).
   *
   * @param before the transfers that would stand in that block before it
   * @returns the first rule that it breaks
   */
  fault(transfer: Transfer, before: Iterable<Transfer>): TransferFault | undefined {
    const { sender, amount, coins, signedBy } = transfer;
    if (!isWellFormed(transfer)) return { rule: "form" };
    if (signedBy !== sender) return { rule: "signature", signedBy };
    const taken = new Map(Array.from(before).flatMap((other) => other.coins.map(({ coin }) => [coin, other.id])));
    for (const coin of coins) {
      const moves = this.#moves.get(coin.coin) ?? [];
      const named = moves.findIndex(({ block }) => block === coin.lastMoved);
      if (named < 0) return { rule: "unknown", coin };
      const next = moves[named + 1];
      if (next) return { rule: "double-spend", coin, spentIn: next.block };
      const conflict = taken.get(coin.coin);
      if (conflict !== undefined) return { rule: "conflict", coin, transfer: conflict };
      const { owner } = last(moves);
      if (owner !== sender) return { rule: "owner", coin, owner };
    }
    const sum = coins.length * REWARD;
    return sum === amount ? undefined : { rule: "amount", sum };
  }

  /** Those transfers that could stand in the next block together, where an earlier one excludes a later one. */
  allowed(transfers: Iterable<Transfer>): Transfer[] {
    const allowed: Transfer[] = [];
    for (const transfer of transfers) if (!this.fault(transfer, allowed)) allowed.push(transfer);
    return allowed;
  }
}

function isWellFormed({ amount, coins }: Transfer): boolean {
  const distinct = new Set(coins.map(({ coin }) => coin));
  return coins.length > 0 && distinct.size === coins.length && Number.isSafeInteger(amount) && amount > 0;
}

function last(moves: readonly Move[]): Move {
  const move = moves.at(-1);
  if (!move) throw new Error("a coin has at least its reward");
  return move;
}
