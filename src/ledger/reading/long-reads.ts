import type { Puzzle } from "../../chain/puzzle.ts";
import type { Blocks } from "../store/blocks.ts";
import { type Progress, toAll } from "./progress.ts";
import { Readers } from "./readers.ts";
import { countRewards, type Rewards } from "./rewards.ts";
import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import { type Frame, streamBlocks } from "./streaming.ts";
import { type StoredVerdict, type ValidateOptions, validateStored } from "./validating.ts";

/** How many checks of the chain go on at once, of all subjects and of one, and how many may wait: those that differ. */
const CHECKS = { total: 8, each: 1, waiting: { total: 512, each: 32 } } as const;

/** The rewards are counted once for all who ask. */
const COUNTS = { total: 1, each: 1, waiting: { total: 1, each: 1 } } as const;

/** What reads more of the chain than fits into one turn: of each subject so much, so that none is in another's way. */
export class LongReads {
  readonly #blocks: Blocks;
  readonly #tree: SignedTree;
  readonly #readers = new Readers();
  readonly #checks = new SharedRuns<StoredVerdict | null, Progress | undefined>(CHECKS);
  readonly #counts = new SharedRuns<Rewards>(COUNTS);

  constructor(blocks: Blocks, tree: SignedTree) {
    this.#blocks = blocks;
    this.#tree = tree;
  }

  /** The blocks from one index to another as JSON texts in a frame, streamed. */
  stream(from: number, to: number, frame: Frame, caller: string): ReadableStream<Uint8Array> | Refusal {
    const place = this.#readers.enter(caller);
    return typeof place === "string" ? place : streamBlocks(this.#blocks, from, to, frame, place);
  }

  /** A check of the chain, shared by all who ask for the same; `null` as {@link validateStored} says. */
  check(
    puzzle: Puzzle,
    options: ValidateOptions,
    progress: Progress | undefined,
    caller: string,
  ): Promise<StoredVerdict | null> | Refusal {
    return this.#checks.run(JSON.stringify(options), caller, progress, (listeners) =>
      validateStored(this.#blocks, this.#tree, puzzle, options, toAll(listeners)),
    );
  }

  /** The miners' rewards; it is the same count whoever asks, so it is nobody's share. */
  rewards(): Promise<Rewards> | Refusal {
    return this.#counts.run("rewards", "", undefined, () => countRewards(this.#blocks));
  }
}
