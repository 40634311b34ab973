import { type Refusal, SharedRuns } from "../sharing/shared-runs.ts";
import type { KnownFault } from "../signing/known-fault.ts";
import type { SignedTree } from "../signing/signed-tree.ts";
import { orHalted } from "../contradiction.ts";
import { type ProgressListener, toAll } from "./validation-progress.ts";
import { type StoredVerdict, type ValidateOptions } from "./verdict.ts";

/** What is checked. */
interface Checked {
  readonly knownFault: KnownFault;
  readonly tree: SignedTree;
  /** Checks the stored chain; see `validateStored`. */
  readonly validate: (options: ValidateOptions, progress?: ProgressListener) => Promise<StoredVerdict | undefined>;
  /** Called when a known fault is gone. */
  readonly onRepaired: () => void;
}

/** How many different checks of the chain run at once, in total and for each subject, and how many more may wait. */
const LIMITS = { total: 8, each: 1, waiting: { total: 512, each: 32 } } as const;

/**
 * Checks the stored chain, on request and for the ledger's own daily check. It remembers the fault that a check finds,
 * and restarts mining when a known fault is gone.
 */
export class Checks {
  readonly #checked: Checked;
  readonly #runs = new SharedRuns<StoredVerdict | undefined, ProgressListener | undefined>(LIMITS);

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  /** Runs a requested check, shared by all who request the same one. Returns what `validateStored` does. */
  asked(
    asked: ValidateOptions,
    progress: ProgressListener | undefined,
    caller: string,
  ): Promise<StoredVerdict | undefined> | Refusal {
    const options = this.#checked.knownFault.widen(asked);
    return this.#runs.run(JSON.stringify(options), caller, progress, (listeners) =>
      this.#check(options, toAll(listeners)),
    );
  }

  /** Checks the whole chain and its stored tree. */
  async whole(progress: ProgressListener): Promise<void> {
    await this.#check(this.#checked.knownFault.widen({ rebuild: true }), progress);
  }

  async #check(options: ValidateOptions, progress: ProgressListener | undefined): Promise<StoredVerdict | undefined> {
    const { knownFault, tree, validate, onRepaired } = this.#checked;
    // A tree that was never computed is not a fault. If it cannot be computed, the check below finds out why.
    await orHalted(tree.catchUp());
    const verdict = await validate(options, progress);
    // A record that does not open contradicts nothing that was signed.
    if (verdict && !verdict.valid && verdict.fault.rule === "record-missing") return verdict;
    if (verdict && knownFault.learn(verdict, options)) onRepaired();
    return verdict;
  }
}
