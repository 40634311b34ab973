import type { Miner } from "../mining/miner.ts";
import type { Shared } from "../parts.ts";
import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import type { KnownFault } from "../signing/known-fault.ts";
import { orHalted } from "../contradiction.ts";
import { type ProgressListener, toAll } from "./validation-progress.ts";
import { validateStored } from "./validating.ts";
import { type StoredVerdict, type ValidateOptions } from "./verdict.ts";

/** How many different checks of the chain run at once, in total and for each subject, and how many more may wait. */
const LIMITS = { total: 8, each: 1, waiting: { total: 512, each: 32 } } as const;

/**
 * Checks the stored chain, on request and for the ledger's own daily check. It remembers the fault that a check finds,
 * and restarts mining when a known fault is gone.
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

  /** Runs a requested check, shared by all who request the same one. Returns what {@link validateStored} does. */
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

  /** Checks the whole chain and its stored tree. */
  async whole(progress: ProgressListener): Promise<void> {
    await this.#check(this.#knownFault.widen({ rebuild: true }), progress);
  }

  async #check(options: ValidateOptions, progress: ProgressListener | undefined): Promise<StoredVerdict | undefined> {
    const { blocks, tree, creation } = this.#shared;
    if (!creation.puzzle) return undefined;
    // A tree that was never computed is not a fault. If it cannot be computed, the check below finds out why.
    await orHalted(tree.catchUp());
    const verdict = await validateStored(blocks, tree, creation.puzzle, options, progress);
    if (verdict && this.#knownFault.learn(verdict, options)) this.#miner.start();
    return verdict;
  }
}
