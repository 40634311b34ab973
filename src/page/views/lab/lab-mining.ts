import { batch, signal } from "@preact/signals";
import type { Block, CandidateBlock } from "../../../chain/block.ts";

/** Mines a candidate; gives nothing when it was given up. */
export type LabSearch = (candidate: CandidateBlock, previousProof: number) => Promise<Block | undefined>;

/**
 * Begins a search.
 *
 * @param onAttempts is called now and then with the hashes tried so far
 * @param signal gives the search up
 */
export type BeginSearch = (onAttempts: (attempts: number) => void, signal: AbortSignal) => LabSearch;

/** What mining cost, so far or in all. */
export interface Cost {
  /** Blocks that were searched for, and blocks whose proofs were known or fitted without a search. */
  readonly mined: number;
  readonly unsearched: number;
  readonly attempts: number;
  readonly milliseconds: number;
}

/** A block as it came out of mining. */
export interface Found {
  readonly block: Block;
  /** The hashes tried; none where no search was needed. */
  readonly attempts: number;
}

/** Mining in the lab: one search at a time, with what it costs. */
export class LabMining {
  /** The place that is being mined. */
  readonly place = signal<number | undefined>(undefined);
  /** What the mining that goes on, or else the last one, cost. */
  readonly cost = signal<Cost | undefined>(undefined);
  readonly #beginSearch: BeginSearch;
  #control = new AbortController();

  constructor(beginSearch: BeginSearch) {
    this.#beginSearch = beginSearch;
  }

  /**
   * Mines one place after the other, until one of them gives nothing.
   *
   * @param put takes each block, unless the mining was stopped
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

  /** Gives the mining up. */
  stop(): void {
    this.#control.abort();
    this.place.value = undefined;
  }
}
