import type { Header } from "./header.ts";

/**
 * How many blocks an author may look back (`seen`), and within how many a commitment stands only once. Equal numbers
 * make sure that a signed entry cannot be mined again: by the time its commitment is free, what it has seen is too old.
 */
export const WINDOW_BLOCKS = 1024;

/** The hashes and entry numbers of the newest blocks, as many as an entry may refer to. Its memory is constant. */
export class RecentBlocks {
  readonly #hashes: (string | undefined)[] = [];
  readonly #firstEntries = new Float64Array(WINDOW_BLOCKS);
  #oldest = 1;
  #newest = 0;

  /** Adds the block that follows the newest one; the first may be any. */
  note({ index, hash, first_entry }: Header): void {
    if (this.#newest === 0) this.#oldest = index;
    this.#newest = index;
    this.#hashes[index % WINDOW_BLOCKS] = hash;
    this.#firstEntries[index % WINDOW_BLOCKS] = first_entry;
  }

  /** Leaves out the blocks between the newest one and a later one: nothing is known of them. */
  skipTo({ index, first_entry }: Header): void {
    if (this.#newest === 0) return;
    for (let each = Math.max(this.#newest + 1, index - WINDOW_BLOCKS); each < index; each++) {
      this.#hashes[each % WINDOW_BLOCKS] = undefined;
      // As none of its entries is known, the next one that is may as well be its first.
      this.#firstEntries[each % WINDOW_BLOCKS] = first_entry;
      this.#newest = each;
    }
  }

  /** Notes that the hash of a block is in doubt. */
  forget(index: number): void {
    if (this.holds(index)) this.#hashes[index % WINDOW_BLOCKS] = undefined;
  }

  /** Whether the block at this index is among those that are held. */
  holds(index: number): boolean {
    return index <= this.#newest && index >= this.#oldest && index > this.#newest - WINDOW_BLOCKS;
  }

  /** The hash of a block that is held, unless it is unknown. */
  hashAt(index: number): string | undefined {
    return this.holds(index) ? this.#hashes[index % WINDOW_BLOCKS] : undefined;
  }

  /**
   * The number of the first entry whose commitment no entry of the next block may have: the first one of the
   * {@link WINDOW_BLOCKS} blocks that end with the next block, as far as they are held.
   */
  get oldestEntry(): number {
    if (this.#newest === 0) return 1;
    const index = Math.max(this.#oldest, this.#newest - WINDOW_BLOCKS + 2);
    return this.#firstEntries[index % WINDOW_BLOCKS] ?? 1;
  }
}
