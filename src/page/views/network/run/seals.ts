/** The SHA-256 hashes of the network's blocks, which are computed while the simulation goes on. */
import { signal } from "@preact/signals";
import type { BlockId } from "../../../../simulation/names.ts";
import { type Seal, Sealing } from "../../../../simulation/sealing.ts";
import type { ConsensusKind } from "../../../../simulation/settings.ts";
import type { NetworkState } from "../../../../simulation/state.ts";

let sealing = new Sealing("work");

/** The seals that are computed so far. */
export const seals = signal<ReadonlyMap<BlockId, Seal>>(new Map());

/** Forgets all seals, since another run begins. */
export function startSealing(consensus: ConsensusKind): void {
  sealing = new Sealing(consensus);
  seals.value = new Map();
}

/** Computes the seals that are missing. */
export async function sealAll({ blocks }: NetworkState): Promise<void> {
  const present = sealing;
  const missing = [...blocks.keys()].filter((id) => !seals.peek().has(id));
  const computed = await Promise.all(missing.map(async (id) => [id, await present.seal(blocks, id)] as const));
  if (present === sealing && computed.length > 0) seals.value = new Map([...seals.peek(), ...computed]);
}

/** Computes the hash that a block has with another nonce. */
export function hashWithNonce({ blocks }: NetworkState, id: BlockId, nonce: number): Promise<string> {
  return sealing.trial(blocks, id, nonce);
}
