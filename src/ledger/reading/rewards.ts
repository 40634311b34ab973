import type { StoredBlocks } from "../store/stored-blocks.ts";
import { Turns } from "../sharing/turns.ts";

/** What one miner has earned: one unit for each block. */
export interface MinerReward {
  readonly miner: string;
  readonly blocks: number;
  /** Its fraction of all blocks except genesis, from 0 to 1. */
  readonly share: number;
  /** The index of its newest block. */
  readonly last_block: number;
}

/** The rewards of all miners, and the length of the chain that they were counted on. */
export interface Rewards {
  readonly length: number;
  readonly miners: readonly MinerReward[];
}

/** How many blocks are read at once, and the work of reading them, in digests. */
const BLOCKS_AT_ONCE = 500;
const DIGESTS_FOR_BLOCKS = 500;

/**
 * The miners' rewards (the paper's section 2, step vi). They are counted from the chain and stored nowhere else.
 * Genesis rewards nobody.
 *
 * @returns the rewards, with the miners sorted by their number of blocks in descending order
 */
export async function countRewards(blocks: StoredBlocks): Promise<Rewards> {
  const length = blocks.length();
  const turns = new Turns();
  const earned = new Map<string, { blocks: number; last_block: number }>();
  for (let from = 2; from <= length; from += BLOCKS_AT_ONCE) {
    for (const { miner, index } of blocks.miners(from, Math.min(length, from + BLOCKS_AT_ONCE - 1))) {
      earned.set(miner, { blocks: (earned.get(miner)?.blocks ?? 0) + 1, last_block: index });
    }
    await turns.spend(DIGESTS_FOR_BLOCKS);
  }
  const miners = [...earned].map(([miner, { blocks: count, last_block }]) => ({
    miner,
    blocks: count,
    share: count / (length - 1),
    last_block,
  }));
  return { length, miners: miners.toSorted((a, b) => b.blocks - a.blocks || a.last_block - b.last_block) };
}
