import type { Random } from "./random.ts";
import type { ConsensusKind } from "./settings.ts";

/** The zero bits with which a simulated block's hash starts: few enough to find such a hash at once. */
export const SIMULATED_BITS = 8;

/**
 * What proof of work and proof of stake do differently. In both, the node that may add the next block is drawn in
 * proportion to the nodes' weights, and the valid chain with the most work is believed; of equal ones, the first seen.
 */
export interface Consensus {
  /** The time until the next node is drawn, in milliseconds. */
  wait(interval: number, random: Random): number;
  /** What a block adds to the work of its chain. */
  readonly blockWork: number;
  /** Whether a block's leader proves it by signing, at once, and as often as it likes; otherwise by searching. */
  readonly signs: boolean;
}

/**
 * Proof of work: the network finds a proof every `interval` on average, and each node finds its share of them. How long
 * one has searched does not matter, so a node that changes what it searches for loses nothing. The difficulty does not
 * adapt: a part of a divided network goes on more slowly.
 */
const work: Consensus = {
  wait: (interval, random) => random.exponential(interval),
  blockWork: 2 ** SIMULATED_BITS,
  signs: false,
};

/**
 * Proof of stake, much simplified: time has slots of equal length, each slot's leader is drawn from the seed in
 * proportion to the stakes, and its signature is the proof. With equal work for each block, the longest chain is
 * believed. There is no finality, so no block is ever safe for certain. There is no slashing: nobody loses its stake
 * for signing two blocks of one slot, so nothing is at stake when a leader does. Stakes do not follow from coins.
 */
const stake: Consensus = { wait: (interval) => interval, blockWork: 1, signs: true };

export const CONSENSUS: Readonly<Record<ConsensusKind, Consensus>> = { work, stake };
