import { computed, effect, signal } from "@preact/signals";
import { type Miners, readMiners } from "../../../client/routes/blocks.ts";
import { pause } from "../../../client/transport/waiting.ts";
import type { WatchedChain } from "../../watched-chain.ts";

/** How long to wait before counting again after an error, in milliseconds. */
const PACE = 4_000;

/**
 * Counts the blocks of each miner. The ledger counts those that are there, and the page those that arrive: so it need not
 * load the whole chain.
 */
export class Tally {
  readonly #chain: WatchedChain;
  readonly #counted = signal<Miners | undefined>(undefined);

  /** The number of blocks by miner, without genesis, which belongs to nobody; `undefined` until they are counted. */
  readonly blocks = computed(() => {
    const counted = this.#counted.value;
    return counted && this.#withArrived(counted);
  });

  constructor(chain: WatchedChain) {
    this.#chain = chain;
  }

  /** Has the ledger count as soon as it can. Returns how to end that. */
  start(): () => void {
    return effect(() => {
      // From here on blocks arrive as events. Counted earlier, those in between would be missing, also after an interruption.
      if (this.#chain.state.value !== "live") return undefined;
      const end = new AbortController();
      void this.#count(end.signal);
      return () => end.abort();
    });
  }

  async #count(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      try {
        const counted = await readMiners(this.#chain.client, end);
        if (!end.aborted) this.#counted.value = counted;
        return;
      } catch {
        // The board says why from the class and from the chain, which cannot be read either.
        await pause(PACE, end);
      }
    }
  }

  #withArrived({ miners, length }: Miners): ReadonlyMap<string, number> {
    const counts = new Map(miners.map(({ miner, blocks }) => [miner, blocks]));
    for (let index = length + 1; index <= this.#chain.length.value; index++) {
      const miner = this.#chain.blocks.get(index)?.mined_by;
      if (miner !== undefined) counts.set(miner, (counts.get(miner) ?? 0) + 1);
    }
    return counts;
  }
}
