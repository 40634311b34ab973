import { FairQueue } from "../sharing/fair-queue.ts";

/** The parts of a pending record that determine its place in the order. */
export interface Waiting {
  readonly arrival: number;
  readonly author: string;
}

/**
 * The order in which pending records are mined: subjects in turn.
 *
 * The order is a cache in memory; only the database says which records are pending. A record that is no longer there is
 * skipped, and when the cache is empty, the database is read again.
 */
export class MiningOrder {
  readonly #read: () => readonly Waiting[];
  /** Absent until read from the database. */
  #queue: FairQueue<number> | undefined;

  /** @param read returns all pending records in order of arrival */
  constructor(read: () => readonly Waiting[]) {
    this.#read = read;
  }

  /** Adds a record that was just stored. */
  add({ author, arrival }: Waiting): void {
    this.#queue?.add(author, arrival);
  }

  /**
   * Takes the records to mine next, each once; the next call expects them to be mined, or {@link forget} to be called.
   *
   * @param count the most to take
   * @param find returns a pending record by its arrival
   */
  take<Found>(count: number, find: (arrival: number) => Found | undefined): Found[] {
    const isFresh = this.#queue === undefined;
    const taken = this.#takeQueued(count, find);
    return taken.length > 0 || isFresh ? taken : this.#takeQueued(count, find);
  }

  #takeQueued<Found>(count: number, find: (arrival: number) => Found | undefined): Found[] {
    const queue = this.#queued();
    const taken: Found[] = [];
    while (taken.length < count) {
      const found = queue.take(find);
      if (found === undefined) break;
      taken.push(found);
    }
    // Reading the database again finds records that were written to it directly.
    if (queue.size === 0) this.forget();
    return taken;
  }

  /** Forgets the order, so that the next call reads the database: records that were taken are still pending. */
  forget(): void {
    this.#queue = undefined;
  }

  #queued(): FairQueue<number> {
    if (this.#queue) return this.#queue;
    this.#queue = new FairQueue();
    for (const { author, arrival } of this.#read()) this.#queue.add(author, arrival);
    return this.#queue;
  }
}
