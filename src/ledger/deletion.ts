import type { Deleted, Halted } from "./answer.ts";
import { haltOf } from "./contradiction.ts";
import type { LedgerKind, ObjectParts } from "./ledger-kind.ts";
import { vaultOf } from "./sealed/accepting/preparation.ts";
import { provenGenesis } from "./signing/proven-genesis.ts";
import { bury, storedTombstone } from "./store/tombstone.ts";

/** How long after a deletion was begun the alarm takes it up, in milliseconds. */
const ALARM_DELAY = 5_000;

const DELETED: Deleted = { outcome: "deleted" };

/**
 * Deletes a sandbox, and remembers for good that it was deleted.
 *
 * A sealed sandbox has two objects, without a common transaction. The vault goes first, since without its keys nothing
 * opens any more. If the ledger is interrupted then, the vault's tombstone has it go on.
 */
export class Deletion {
  readonly #parts: ObjectParts;
  #over: Deleted | Halted | undefined;
  #running: Promise<void> | undefined;
  #isProvenSandbox = false;
  /** Whether the vault may have been destroyed and this object does not know it. */
  #isUnsure: boolean;

  constructor(parts: ObjectParts) {
    this.#parts = parts;
    this.#isUnsure = parts.creation.sandbox !== undefined && parts.creation.sealed !== undefined;
  }

  /** Whether a tombstone is stored. Then {@link load} has to come before everything else. */
  get hasTombstone(): boolean {
    return storedTombstone(this.#parts.ctx.storage) !== undefined;
  }

  /** Why there is no ledger here any more; `undefined` if nothing says that it was deleted. */
  get over(): Deleted | Halted | undefined {
    return this.#over;
  }

  /**
   * Reads the tombstone. Where there is a chain, it was not deleted, whatever someone has written there. Where there is
   * none, a tombstone that is not signed stands for a ledger that was destroyed, and its name is not free either.
   */
  async load(): Promise<void> {
    const { ctx, creation, sandboxNotes, signers } = this.#parts;
    const tombstone = storedTombstone(ctx.storage);
    if (tombstone === undefined || creation.puzzle) return;
    const isSigned = await sandboxNotes.isSigned("deleted sandbox", tombstone);
    this.#over = isSigned ? DELETED : { outcome: signers.exist ? "contradicted" : "key-missing" };
  }

  /**
   * Whether the ledger was created as a sandbox, by what it signed then.
   *
   * @throws Contradiction if the stored genesis is not the signed one; SigningKeyMissing if there is no key to verify with
   */
  async isSandbox({ blocks, tree }: LedgerKind): Promise<boolean> {
    const { creation, sandboxNotes } = this.#parts;
    if (creation.sandbox === undefined || this.#isProvenSandbox) return this.#isProvenSandbox;
    sandboxNotes.requireKey();
    const isSigned = await sandboxNotes.isSigned("sandbox", creation.sandbox, await provenGenesis(blocks, tree));
    if (isSigned) this.#isProvenSandbox = true;
    return isSigned;
  }

  /** Like {@link isSandbox}, but `false` if that cannot be proven now. */
  async isCalledSandbox(kind: LedgerKind): Promise<boolean> {
    try {
      return await this.isSandbox(kind);
    } catch (error) {
      if (haltOf(error)) return false;
      throw error;
    }
  }

  /** Waits for a deletion that is running, whether it succeeds or not, and ends one that was interrupted. */
  async settled(kind: LedgerKind): Promise<void> {
    while (this.#running) await this.#running.catch(() => undefined);
    if (this.#isUnsure && !this.#over) await this.#alone(this.#resume(kind));
  }

  /**
   * Deletes a ledger that is a sandbox. Safe to repeat.
   *
   * @returns whether this call has deleted it; `false` if another one was first
   */
  async run(kind: LedgerKind): Promise<boolean> {
    while (this.#running) await this.#running.catch(() => undefined);
    if (this.#over) return false;
    await this.#alone(this.#delete(kind));
    return true;
  }

  /** Has everything else wait for work that has begun in this turn of the event loop. */
  async #alone(work: Promise<void>): Promise<void> {
    this.#running = work.finally(() => (this.#running = undefined));
    await this.#running;
  }

  async #delete(kind: LedgerKind): Promise<void> {
    const { alarms, creation, sandboxNotes } = this.#parts;
    const tombstone = await sandboxNotes.sign("deleted sandbox", await provenGenesis(kind.blocks, kind.tree));
    if (creation.sealed) {
      this.#isUnsure = true;
      alarms.set("deleting", Date.now() + ALARM_DELAY);
      await vaultOf(this.#parts).delete(creation.sealed.vault, tombstone);
    }
    this.#bury(tombstone, kind);
  }

  /** Ends the deletion if the vault was destroyed with this ledger's signature. */
  async #resume(kind: LedgerKind): Promise<void> {
    const tombstone = await vaultOf(this.#parts).tombstone();
    if (tombstone !== undefined && (await this.#isSigned(tombstone, kind))) this.#bury(tombstone, kind);
    this.#isUnsure = false;
  }

  async #isSigned(tombstone: string, { blocks, tree }: LedgerKind): Promise<boolean> {
    try {
      return await this.#parts.sandboxNotes.isSigned("deleted sandbox", tombstone, await provenGenesis(blocks, tree));
    } catch (error) {
      if (haltOf(error)) return false;
      throw error;
    }
  }

  #bury(tombstone: string, { watchers }: LedgerKind): void {
    const { ctx } = this.#parts;
    if (this.#over) return;
    try {
      bury(ctx.storage, tombstone);
    } finally {
      // A failed transaction may have been rolled back or committed. Only the storage knows which.
      if (storedTombstone(ctx.storage) === tombstone) {
        this.#over = DELETED;
        watchers.dismiss();
        ctx.waitUntil(ctx.storage.deleteAlarm());
      }
    }
  }
}
