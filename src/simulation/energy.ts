import type { ConsensusKind } from "./settings.ts";

/** What is measured or assumed about the nodes. All of them are alike, and each uses one core. */
export interface EnergyInputs {
  readonly nodes: number;
  readonly wattsPerCore: number;
  /** How many hashes, and how many signatures made or verified, a core computes in a second. */
  readonly hashesPerSecond: number;
  readonly signaturesPerSecond: number;
  /** How many hashes the whole network computes on average until a proof is found. */
  readonly hashesPerBlock: number;
  /** How many transfers a block confirms on average. */
  readonly transfersPerBlock: number;
}

/** What consensus costs, in joules (watt-seconds). */
export interface Energy {
  readonly perBlock: number;
  /** Absent if no transfer is confirmed. */
  readonly perTransfer?: number;
}

/**
 * The energy of a block. With work, all nodes search until one of them has found a proof, and each checks it with one
 * hash: more nodes find it sooner, but for the same energy. With stake, each node computes one hash and one signature: the
 * leader signs, and the others verify. What nodes need for messages and while they wait is left out in both.
 */
export function energyOf(consensus: ConsensusKind, inputs: EnergyInputs): Energy {
  const { nodes, wattsPerCore, hashesPerSecond, signaturesPerSecond, hashesPerBlock, transfersPerBlock } = inputs;
  const searched = consensus === "work" ? hashesPerBlock / hashesPerSecond : 0;
  const signed = consensus === "stake" ? nodes / signaturesPerSecond : 0;
  const perBlock = (searched + nodes / hashesPerSecond + signed) * wattsPerCore;
  return { perBlock, ...(transfersPerBlock > 0 && { perTransfer: perBlock / transfersPerBlock }) };
}
