import type { Checkpoint } from "../../evidence/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import { sameHash } from "../../evidence/merkle-tree.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/verdict.ts";

const FAULT = "fault";

/** A fault of the stored chain, and what a check has to look at to find it, and those before it, again. */
interface StoredFault {
  readonly fault: Fault;
  readonly rebuild: boolean;
  /** Saved checkpoints that showed a fault; it is stored under this name. */
  readonly kept: readonly Checkpoint[];
}

/** The most checkpoints that are remembered to have shown a fault: any one of them keeps the ledger halted. */
const SAVED_LIMIT = 16;

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
    return { ...options, ...together(options, found) };
  }

  /**
   * Takes note of a check's verdict.
   *
   * @returns whether a fault that was known is gone
   */
  learn(verdict: StoredVerdict, options: ValidateOptions): boolean {
    const found = this.#found();
    const { rebuild, saved } = together(options, found);
    if (!verdict.valid) {
      // What showed an earlier fault still has to be looked at: this one may be found and mended before it.
      this.#kv.put<StoredFault>(FAULT, { fault: verdict.fault, rebuild, kept: saved.slice(0, SAVED_LIMIT) });
      return false;
    }
    // Only a check that looked at what showed the fault can say that it is gone.
    const isCovered =
      options.since === undefined &&
      rebuild === (options.rebuild ?? false) &&
      saved.length === (options.saved ?? []).length;
    if (!found || !isCovered) return false;
    this.#kv.delete(FAULT);
    return true;
  }

  #found(): StoredFault | undefined {
    const found = this.#kv.get<StoredFault & { readonly kept?: Checkpoint | readonly Checkpoint[] }>(FAULT);
    // An earlier version noted one checkpoint, or none.
    return found && { ...found, kept: [found.kept ?? []].flat() };
  }
}

/** What a check looks at that looks at all that two of them do; those of the one that was found first come first. */
function together(options: ValidateOptions, found: StoredFault | undefined) {
  const saved = [...(found?.kept ?? []), ...(options.saved ?? [])];
  const isFirst = (checkpoint: Checkpoint, place: number) =>
    saved.findIndex(({ size, root }) => size === checkpoint.size && sameHash(root, checkpoint.root)) === place;
  return { rebuild: options.rebuild === true || found?.rebuild === true, saved: saved.filter(isFirst) };
}
