import type { StoredBlocks } from "../store/stored-blocks.ts";
import { Readers } from "./readers.ts";
import { countRewards, type Rewards } from "./rewards.ts";
import { SharedRun } from "../sharing/shared-run.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { type Frame, streamBlocks } from "./streaming.ts";

/** Reads that take more than one turn. No subject can use them to crowd out another. */
export class LongReads {
  readonly #blocks: StoredBlocks;
  readonly #readers = new Readers();
  readonly #rewards: SharedRun<Rewards>;

  constructor(blocks: StoredBlocks) {
    this.#blocks = blocks;
    this.#rewards = new SharedRun(() => countRewards(blocks));
  }

  /**
   * Streams the blocks from one index to another, inclusive, as JSON texts in a frame.
   *
   * @param entries whether to include the entries of sealed blocks
   */
  stream(
    from: number,
    to: number,
    frame: Frame,
    caller: string,
    entries: boolean,
  ): ReadableStream<Uint8Array> | Refusal {
    const place = this.#readers.enter(caller);
    return typeof place === "string" ? place : streamBlocks(this.#blocks, { from, to, entries }, frame, place);
  }

  /** The miners' rewards. Everyone gets the same count, so nobody is refused. */
  rewards(): Promise<Rewards> {
    return this.#rewards.join();
  }
}
