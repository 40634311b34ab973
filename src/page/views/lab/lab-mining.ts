import { batch, signal } from "@preact/signals";
import type { Block, CandidateBlock } from "../../../chain/block.ts";

/** Mines a candidate. Returns nothing if the search was stopped. */
export type LabSearch = (candidate: CandidateBlock, previousProof: number) => Promise<Block | undefined>;

/**
 * Prepares a search.
 *
 * @param onAttempts receives the number of hashes tried so far, from time to time
 * @param signal stops the search
 */
export type BeginSearch = (onAttempts: (attempts: number) => void, signal: AbortSignal) => LabSearch;

/** The cost of mining, so far or in total. */
export interface Cost {
  /** Blocks whose proofs were searched for, and blocks whose proofs were known or still right. */
  readonly mined: number;
  readonly unsearched: number;
  readonly attempts: number;
  readonly milliseconds: number;
}

/** A block as mined. */
export interface Found {
  readonly block: Block;
  /** The number of hashes tried; absent where no search was needed. */
  readonly attempts: number;
}

/** Mining in the lab: one search at a time, with its cost. */
export class LabMining {
  /** The place that is being mined. */
  readonly place = signal<number | undefined>(undefined);
  /** The cost of the current mining, or of the last one. */
  readonly cost = signal<Cost | undefined>(undefined);
  readonly #beginSearch: BeginSearch;
  #control = new AbortController();

  constructor(beginSearch: BeginSearch) {
    this.#beginSearch = beginSearch;
  }

  /**
   * Mines one place after another, until a search returns nothing.
   *
   * @param put receives each block, unless the mining was stopped
   */
  async run(
    places: Iterable<number>,
    find: (place: number, search: LabSearch) => Promise<Found | undefined>,
    put: (place: number, block: Block) => void,
  ): Promise<void> {
    this.stop();
    const { signal: stopped } = (this.#control = new AbortController());
    const start = performance.now();
    let cost: Cost = { mined: 0, unsearched: 0, attempts: 0, milliseconds: 0 };
    const show = (more: number) => {
      if (stopped.aborted) return;
      this.cost.value = { ...cost, attempts: cost.attempts + more, milliseconds: performance.now() - start };
    };
    this.cost.value = undefined;
    for (const place of places) {
      this.place.value = place;
      const found = await find(place, this.#beginSearch(show, stopped));
      if (stopped.aborted) return;
      if (!found) break;
      const { block, attempts } = found;
      const count = attempts > 0 ? { mined: cost.mined + 1 } : { unsearched: cost.unsearched + 1 };
      cost = { ...cost, ...count, attempts: cost.attempts + attempts };
      batch(() => {
        put(place, block);
        show(0);
      });
    }
    this.place.value = undefined;
  }

  /** Stops the mining. */
  stop(): void {
    this.#control.abort();
    this.place.value = undefined;
  }
}
