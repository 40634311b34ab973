import type { NetworkBlock } from "../../../src/simulation/block.ts";
import type { NetworkState } from "../../../src/simulation/state.ts";

/**
 * What is wrong with a chain, by rules that are written down here once more: its links, its proofs, and who owned each
 * coin when it was moved.
 */
export function faultsOf(chain: readonly NetworkBlock[]): string[] {
  const owners = new Map<string, { owner: string; lastMoved: string }>();
  const faults: string[] = [];
  for (const [place, block] of chain.entries()) {
    if (block.index !== place + 1 || block.parent !== chain[place - 1]?.id) faults.push(`${block.id} is not linked`);
    if (block.proofOf !== undefined) faults.push(`${block.id} has no proof`);
    const moved = new Map<string, string>();
    for (const { id, sender, receiver, amount, coins, signedBy } of block.transfers) {
      if (signedBy !== sender) faults.push(`${id} is not signed by its sender`);
      if (coins.length === 0 || amount !== 10 * coins.length) faults.push(`${id} has a wrong amount`);
      for (const { coin, lastMoved } of coins) {
        if (owners.get(coin)?.owner !== sender) faults.push(`${id} moves a coin of somebody else`);
        if (owners.get(coin)?.lastMoved !== lastMoved) faults.push(`${id} names the wrong block`);
        if (moved.has(coin)) faults.push(`${id} moves a coin a second time`);
        moved.set(coin, receiver);
      }
    }
    for (const [coin, owner] of moved) owners.set(coin, { owner, lastMoved: block.id });
    if (block.rewardTo !== undefined) owners.set(block.id, { owner: block.rewardTo, lastMoved: block.id });
  }
  if (owners.size !== chain.length - 1) faults.push("there are not as many coins as rewards");
  return faults;
}

/** The names of the blocks from genesis to a block, by what each says about its parent. */
export function pathTo({ blocks }: Pick<NetworkState, "blocks">, tip: string): string[] {
  const path: string[] = [];
  for (let id: string | undefined = tip; id !== undefined; id = blocks.get(id)?.parent) path.unshift(id);
  return path;
}
