import type { Checkpoint } from "../../evidence/notes/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import { sameHash } from "../../chain/merkle-tree.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/verdict.ts";

const FAULT = "fault";

/** A fault of the stored chain, and what a check must cover to find it and earlier faults again. */
interface StoredFault {
  readonly fault: Fault;
  readonly rebuild: boolean;
  /** Saved checkpoints that exposed a fault. The name is part of the stored format. */
  readonly kept: readonly Checkpoint[];
}

/** The most checkpoints that are remembered for having exposed a fault. Any one of them keeps the ledger halted. */
const SAVED_LIMIT = 16;

/**
 * The fault that the last check of the stored chain found. It is remembered across restarts. Until it is gone, the
 * ledger is halted: to continue would put valid signatures on a chain that is known to be invalid.
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

  /** Widens the options of a check of the whole chain, so that it would find the known fault again. */
  widen(options: ValidateOptions): ValidateOptions {
    const found = this.#found();
    if (!found || options.since !== undefined) return options;
    return { ...options, ...together(options, found) };
  }

  /**
   * Updates the known fault with the verdict of a check.
   *
   * @returns whether the known fault is gone
   */
  learn(verdict: StoredVerdict, options: ValidateOptions): boolean {
    const found = this.#found();
    const { rebuild, saved } = together(options, found);
    if (!verdict.valid) {
      // A later check must still cover what exposed an earlier fault: this fault may be repaired first.
      this.#kv.put<StoredFault>(FAULT, { fault: verdict.fault, rebuild, kept: saved.slice(0, SAVED_LIMIT) });
      return false;
    }
    // Only a check that covered what exposed the fault can tell that it is gone.
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
    // An earlier version stored a single checkpoint, or none.
    return found && { ...found, kept: [found.kept ?? []].flat() };
  }
}

/** What a check must cover to include both its own options and the known fault, whose checkpoints come first. */
function together(options: ValidateOptions, found: StoredFault | undefined) {
  const saved = [...(found?.kept ?? []), ...(options.saved ?? [])];
  const isFirst = (checkpoint: Checkpoint, place: number) =>
    saved.findIndex(({ size, root }) => size === checkpoint.size && sameHash(root, checkpoint.root)) === place;
  return { rebuild: options.rebuild === true || found?.rebuild === true, saved: saved.filter(isFirst) };
}
