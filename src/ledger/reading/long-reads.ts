import type { Blocks } from "../store/blocks.ts";
import { Readers } from "./readers.ts";
import { countRewards, type Rewards } from "./rewards.ts";
import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import { type Frame, streamBlocks } from "./streaming.ts";

/** The rewards are counted once for all who ask. */
const COUNTS = { total: 1, each: 1, waiting: { total: 1, each: 1 } } as const;

/** What reads more of the chain than fits into one turn: of each subject so much, so that none is in another's way. */
export class LongReads {
  readonly #blocks: Blocks;
  readonly #readers = new Readers();
  readonly #counts = new SharedRuns<Rewards>(COUNTS);

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  /** The blocks from one index to another as JSON texts in a frame, streamed. */
  stream(from: number, to: number, frame: Frame, caller: string): ReadableStream<Uint8Array> | Refusal {
    const place = this.#readers.enter(caller);
    return typeof place === "string" ? place : streamBlocks(this.#blocks, from, to, frame, place);
  }

  /** The miners' rewards; it is the same count whoever asks, so it is nobody's share. */
  rewards(): Promise<Rewards> | Refusal {
    return this.#counts.run("rewards", "", undefined, () => countRewards(this.#blocks));
  }
}
