import { runInDurableObject } from "cloudflare:test";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Vault } from "../../../src/ledger/vault/vault.ts";
import { faulty } from "./recovery.ts";

/** A fault at a write. */
export interface Fault {
  /** Which write fails, counted from 1. */
  readonly write: number;
  /** Whether it fails before the write is done, or after it is done but not yet reported. */
  readonly moment: "before" | "after";
  /** Whether the write fails and the object lives on, or the object dies with everything uncommitted. */
  readonly effect: "fails" | "dies";
  /** How often it fails: with more than one, retries of the same write fail as well. */
  readonly times: number;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Whose storage it is: the ledger's, or that of its vault. */
export type Owner = "ledger" | "vault";

/**
 * The storage of a ledger, and of its vault if it has one, with failing writes: SQL that changes something, notes, the
 * alarm, and the end of a transaction, which fails `before` or `after` the commit.
 *
 * It replaces the platform's methods on their prototypes, so that it also affects an object that restarts.
 */
export class FaultyStorage {
  /** The writes so far, in order. */
  readonly writes: string[] = [];
  /** Called after each write that is not part of a transaction, and after each transaction. */
  onStored: ((owner: Owner, storage: DurableObjectStorage) => void) | undefined;
  #transactions = 0;
  readonly #originals: (() => void)[] = [];
  /** The running objects that a fault can end. */
  readonly #states = new Map<Owner, DurableObjectState>();
  #fault: Fault | undefined;
  #struck: string[] = [];
  #alarmFound: Promise<number | null> | undefined;

  private constructor(state: DurableObjectState) {
    this.#states.set("ledger", state);
    const { storage } = state;
    const exec = this.#replace(storage.sql, "exec", (original) => {
      const write = (sql: unknown, query: string, call: () => unknown) =>
        this.#write(this.#ownerOf(sql, original), query, call);
      return function (...args) {
        const query = String(args[0]).trim().replaceAll(/\s+/g, " ");
        const call = () => original.apply(this, args);
        return query.startsWith("SELECT") ? call() : write(this, query, call);
      };
    });
    const ownerOf = (object: unknown) => this.#ownerOf((object as DurableObjectStorage).sql, exec);
    for (const method of ["put", "delete"] as const) {
      this.#replace(storage.kv, method, (original) => {
        const write = (kv: unknown, key: unknown, call: () => unknown) =>
          this.#write(this.#ownerOfNotes(kv), `${method} the note ${String(key)}`, call);
        return function (...args) {
          return write(this, args[0], () => original.apply(this, args));
        };
      });
    }
    this.#replace(storage, "transactionSync", (original) => {
      const commit = (owner: Owner, transact: Method, work: () => unknown) => this.#commit(owner, transact, work);
      return function (...args) {
        return commit(ownerOf(this), (work) => original.apply(this, [work]), args[0] as () => unknown);
      };
    });
    this.#replace(storage, "setAlarm", (original) => {
      const setAlarm = (found: Promise<number | null>, call: () => unknown) => this.#setAlarm(found, call);
      return function (...args) {
        const call = () => original.apply(this, args);
        if (ownerOf(this) === "vault") return call();
        return setAlarm((this as DurableObjectStorage).getAlarm(), call);
      };
    });
  }

  /**
   * Replaces the storage methods until {@link restore}; nothing fails yet.
   *
   * @param vault the object of the ledger's vault, if the ledger is sealed
   */
  static async install(vault?: DurableObjectStub<Vault>): Promise<FaultyStorage> {
    const installed = await runInDurableObject(faulty(), (_: Ledger, state) => new FaultyStorage(state));
    if (vault) await runInDurableObject(vault, (_, state) => installed.#states.set("vault", state));
    return installed;
  }

  /** Plans a fault at a write, counted from now. */
  plan(fault: Fault): void {
    this.writes.length = 0;
    this.#struck = [];
    this.#fault = fault;
  }

  /** How often the fault has struck. */
  get strikes(): number {
    return this.#struck.length;
  }

  /** Starts the object if it is not running. @returns the alarm that its storage had before the start */
  async alarmAtStart(): Promise<number | null> {
    this.#alarmFound = undefined;
    const start = () =>
      runInDurableObject(faulty(), (_, state) => {
        this.#states.set("ledger", state);
        return state.storage.getAlarm();
      });
    const alarm = await start().catch(start);
    // An object with pending records sets an alarm when it starts; this asks which alarm was there to start it.
    return this.#alarmFound === undefined ? alarm : this.#alarmFound;
  }

  /** Restores the platform's own methods. */
  restore(): void {
    for (const original of this.#originals) original();
  }

  #replace(object: object, name: string, failing: (original: Method) => Method): Method {
    const prototype = Object.getPrototypeOf(object) as Record<string, Method>;
    const original = prototype[name];
    if (!original) throw new Error(`the storage has no method ${name}`);
    prototype[name] = failing(original);
    this.#originals.push(() => {
      prototype[name] = original;
    });
    return original;
  }

  /** Whose database it is. That of an object that restarted is told by its tables. */
  #ownerOf(sql: unknown, exec: Method): Owner {
    for (const [owner, state] of this.#states) if (state.storage.sql === sql) return owner;
    const tables = exec.call(sql, "SELECT 1 FROM sqlite_master WHERE name = 'vault'") as SqlStorageCursor<never>;
    return tables.toArray().length > 0 ? "vault" : "ledger";
  }

  /** Whose notes they are. Only the vault of a deleted ledger has one. */
  #ownerOfNotes(kv: unknown): Owner {
    return this.#states.get("vault")?.storage.kv === kv ? "vault" : "ledger";
  }

  #write(owner: Owner, name: string, write: () => unknown): unknown {
    const moment = this.#next(owner, name);
    if (moment === "before") this.#strike(owner);
    const result = write();
    if (moment === "after") this.#strike(owner);
    this.#stored(owner);
    return result;
  }

  #commit(owner: Owner, transact: Method, work: () => unknown): unknown {
    let moment: Fault["moment"] | undefined;
    this.#transactions += 1;
    try {
      const result = transact(() => {
        const worked = work();
        moment = this.#next(owner, "COMMIT");
        if (moment === "before") this.#strike(owner);
        return worked;
      });
      if (moment === "after") this.#strike(owner);
      return result;
    } finally {
      this.#transactions -= 1;
      this.#stored(owner);
    }
  }

  #stored(owner: Owner): void {
    const storage = this.#states.get(owner)?.storage;
    if (storage && this.#transactions === 0) this.onStored?.(owner, storage);
  }

  async #setAlarm(found: Promise<number | null>, set: () => unknown): Promise<void> {
    this.#alarmFound ??= found;
    await this.#write("ledger", "set the alarm", set);
  }

  /** Counts a write. @returns when it fails, if it does */
  #next(owner: Owner, write: string): Fault["moment"] | undefined {
    const name = owner === "vault" ? `in the vault: ${write}` : write;
    this.writes.push(name);
    const fault = this.#fault;
    if (!fault || this.strikes >= fault.times) return undefined;
    const isHit = this.strikes > 0 ? name === this.#struck[0] : this.writes.length === fault.write;
    if (!isHit) return undefined;
    this.#struck.push(name);
    return fault.moment;
  }

  #strike(owner: Owner): never {
    const state = this.#states.get(owner);
    if (this.#fault?.effect === "dies") {
      // During a restart there is nothing to end yet; a failing constructor has the same effect.
      this.#states.delete(owner);
      state?.abort("the object dies here");
    }
    throw new Error("the storage fails here");
  }
}
