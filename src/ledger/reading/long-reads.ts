import type { Blocks } from "../store/blocks.ts";
import { Readers } from "./readers.ts";
import { countRewards, type Rewards } from "./rewards.ts";
import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import { type Frame, streamBlocks } from "./streaming.ts";

/** One count at a time, shared by everyone who asks. */
const COUNTS = { total: 1, each: 1, waiting: { total: 1, each: 1 } } as const;

/** Reads that take more than one turn. Each subject gets a share, so that no subject can crowd out another. */
export class LongReads {
  readonly #blocks: Blocks;
  readonly #readers = new Readers();
  readonly #counts = new SharedRuns<Rewards>(COUNTS);

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  /** Streams the blocks from one index to another, inclusive, as JSON texts in a frame. */
  stream(from: number, to: number, frame: Frame, caller: string): ReadableStream<Uint8Array> | Refusal {
    const place = this.#readers.enter(caller);
    return typeof place === "string" ? place : streamBlocks(this.#blocks, from, to, frame, place);
  }

  /** The miners' rewards. Everyone gets the same count, so it does not use up any subject's share. */
  rewards(): Promise<Rewards> | Refusal {
    return this.#counts.run("rewards", "", undefined, () => countRewards(this.#blocks));
  }
}
