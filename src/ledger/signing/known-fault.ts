import type { Checkpoint } from "../../evidence/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import { sameHash } from "../../evidence/merkle-tree.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/validating.ts";

const FAULT = "fault";

/** A fault of the stored chain, and what a check has to look at to find it again. */
interface FoundFault {
  readonly fault: Fault;
  readonly rebuild: boolean;
  readonly kept?: Checkpoint;
}

/**
 * The fault that the last check of the stored chain found. It is remembered across restarts, and while it stands the
 * ledger mines and signs nothing: to go on would put good signatures on top of a chain that is known to be bad.
 */
export class KnownFault {
  readonly #kv: SyncKvStorage;

  constructor({ kv }: DurableObjectStorage) {
    this.#kv = kv;
  }

  /** @throws Contradiction while a fault is known */
  requireNone(): void {
    if (this.#found()) throw new Contradiction();
  }

  /** What a check of the whole chain has to look at, so that it would find the known fault again. */
  widen(options: ValidateOptions): ValidateOptions {
    const found = this.#found();
    if (!found || options.since !== undefined) return options;
    const kept = options.kept ?? found.kept;
    return { ...options, rebuild: options.rebuild === true || found.rebuild, ...(kept ? { kept } : {}) };
  }

  /**
   * Takes note of a check's verdict.
   *
   * @returns whether a fault that was known is gone
   */
  learn(verdict: StoredVerdict, options: ValidateOptions): boolean {
    const { rebuild = false, kept, since } = options;
    if (!verdict.valid) {
      this.#kv.put<FoundFault>(FAULT, { fault: verdict.fault, rebuild, ...(kept ? { kept } : {}) });
      return false;
    }
    const found = this.#found();
    // Only a check that looked at what showed the fault can say that it is gone.
    const isCovered = since === undefined && (rebuild || !found?.rebuild) && isSame(kept, found?.kept);
    if (!found || !isCovered) return false;
    this.#kv.delete(FAULT);
    return true;
  }

  #found(): FoundFault | undefined {
    return this.#kv.get<FoundFault>(FAULT);
  }
}

/** Whether a check against one checkpoint covers what another one showed. */
function isSame(checked: Checkpoint | undefined, shown: Checkpoint | undefined): boolean {
  return !shown || (checked !== undefined && checked.size === shown.size && sameHash(checked.root, shown.root));
}
