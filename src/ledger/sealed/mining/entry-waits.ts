import { within } from "../../time-limit.ts";
import type { MinedEntry, SealedMiner } from "./sealed-miner.ts";
import type { SealedParts } from "../sealed-parts.ts";

/** How long a request waits for its block before it gets an id to ask with, in milliseconds. */
const WAIT_LIMIT = 90_000;

/** Waits for the blocks of accepted entries, for requests that answer once their entry is mined. */
export class EntryWaits {
  readonly #parts: Pick<SealedParts, "headers">;
  readonly #miner: SealedMiner;

  constructor(parts: Pick<SealedParts, "headers">, miner: SealedMiner) {
    this.#parts = parts;
    this.#miner = miner;
  }

  /**
   * The block of an accepted entry, when it is mined.
   *
   * @returns `before` if it was mined already; `undefined` if that takes too long, fails for now, or is left to external
   *   miners
   */
  async minedEntry(number: number): Promise<MinedEntry | "before" | undefined> {
    if (number <= this.#parts.headers.cachedTip().last_entry) return "before";
    if (!this.#miner.searches) return undefined;
    try {
      return await within(WAIT_LIMIT, this.#miner.resultOf(number));
    } catch {
      // It is stored, and the alarm mines it.
      return undefined;
    }
  }
}
