import type { NetworkBlock } from "../../../../../simulation/block.ts";
import { CoinBook } from "../../../../../simulation/coin-book.ts";
import type { Coin, Transfer, TransferDraft, TransferFault } from "../../../../../simulation/coins.ts";
import type { NodeId } from "../../../../../simulation/names.ts";
import { miningStrings } from "../../../../texts/mining.ts";

/** The people of the step, by the names of their nodes. */
export const PEOPLE: Readonly<Record<NodeId, string>> = miningStrings.coins.people;

/** A chain without forks, whose blocks give coins to those who mine them. */
export interface CoinChain {
  readonly blocks: readonly NetworkBlock[];
  readonly coins: readonly Coin[];
}

/** A transfer that was tried, why it was refused, and the chain after it. */
export interface Attempt {
  readonly transfer: Transfer;
  readonly fault: TransferFault | undefined;
  readonly chain: CoinChain;
}

/** Who mines the block with the next transfer: somebody who takes no part, so that the coins stay easy to follow. */
const MINER: NodeId = "C";

/** Genesis, and a block of Ana and of Bo each, which gave them a coin. */
export function startingChain(): CoinChain {
  return chainOf([blockAfter([], undefined, []), blockAfter([{}], "A", []), blockAfter([{}, {}], "B", [])]);
}

/** Checks a transfer, and mines it in the next block if it is allowed. */
export function attempted(chain: CoinChain, draft: TransferDraft & Pick<Transfer, "signedBy">): Attempt {
  const transfer = { ...draft, id: `t${chain.blocks.length}` };
  const fault = new CoinBook(chain.blocks).fault(transfer, []);
  if (fault) return { transfer, fault, chain };
  return {
    transfer,
    fault,
    chain: chainOf([...chain.blocks, blockAfter(chain.blocks, MINER, [transfer])]),
  };
}

function chainOf(blocks: readonly NetworkBlock[]): CoinChain {
  return { blocks, coins: new CoinBook(blocks).coins };
}

/** The block after these; its times and its work do not matter here. */
function blockAfter(
  before: readonly object[],
  minedBy: NodeId | undefined,
  transfers: readonly Transfer[],
): NetworkBlock {
  const index = before.length + 1;
  return {
    id: `b${index}`,
    ...(index > 1 && { parent: `b${index - 1}` }),
    index,
    ...(minedBy !== undefined && { minedBy, rewardTo: minedBy }),
    minedAt: 0,
    transfers,
    work: index,
  };
}
