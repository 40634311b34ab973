import type { NodeId } from "./names.ts";

/** How a chain is agreed on: by proof of work or by proof of stake. */
export const CONSENSUS_KINDS = ["work", "stake"] as const;

export type ConsensusKind = (typeof CONSENSUS_KINDS)[number];

/** What a network starts with. The same settings and the same actions at the same times give the same run. */
export interface NetworkSettings {
  /** Where the random numbers start: a 32-bit integer. */
  readonly seed: number;
  readonly consensus: ConsensusKind;
  /**
   * The nodes with their weights: hash power, or stake. Only their proportions count. A node without any mines
   * nothing.
   */
  readonly nodes: readonly { readonly id: NodeId; readonly weight: number }[];
  /** The mean time between two blocks of the whole network, or the length of a slot, in milliseconds. */
  readonly interval: number;
  /** The mean time that a message takes, in milliseconds. Each pair of nodes has its own, half to one and a half of it. */
  readonly latency: number;
}
