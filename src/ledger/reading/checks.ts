import type { Miner } from "../mining/miner.ts";
import type { Shared } from "../parts.ts";
import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import type { KnownFault } from "../signing/known-fault.ts";
import { orHalted } from "../contradiction.ts";
import { type ProgressListener, toAll } from "./validation-progress.ts";
import { validateStored } from "./validating.ts";
import { type StoredVerdict, type ValidateOptions } from "./verdict.ts";

/** How many checks of the chain go on at once, of all subjects and of one, and how many may wait: those that differ. */
const LIMITS = { total: 8, each: 1, waiting: { total: 512, each: 32 } } as const;

/**
 * The checks of the stored chain, those that are asked for and the ledger's own. What one finds is remembered, and where a
 * fault that was known is gone, mining goes on.
 */
export class Checks {
  readonly #shared: Shared;
  readonly #knownFault: KnownFault;
  readonly #miner: Miner;
  readonly #runs = new SharedRuns<StoredVerdict | undefined, ProgressListener | undefined>(LIMITS);

  constructor(shared: Shared, knownFault: KnownFault, miner: Miner) {
    this.#shared = shared;
    this.#knownFault = knownFault;
    this.#miner = miner;
  }

  /** A check that somebody asks for, shared by all who ask for the same; nothing where {@link validateStored} says so. */
  asked(
    asked: ValidateOptions,
    progress: ProgressListener | undefined,
    caller: string,
  ): Promise<StoredVerdict | undefined> | Refusal {
    const options = this.#knownFault.widen(asked);
    return this.#runs.run(JSON.stringify(options), caller, progress, (listeners) =>
      this.#check(options, toAll(listeners)),
    );
  }

  /** Checks the whole chain and its tree. */
  async whole(progress: ProgressListener): Promise<void> {
    // A tree that was never made is no fault; one that cannot be made is found below.
    await orHalted(this.#shared.tree.catchUp());
    await this.#check(this.#knownFault.widen({ rebuild: true }), progress);
  }

  async #check(options: ValidateOptions, progress: ProgressListener | undefined): Promise<StoredVerdict | undefined> {
    const { blocks, tree, creation } = this.#shared;
    if (!creation.puzzle) return undefined;
    const verdict = await validateStored(blocks, tree, creation.puzzle, options, progress);
    if (verdict && this.#knownFault.learn(verdict, options)) this.#miner.start();
    return verdict;
  }
}
