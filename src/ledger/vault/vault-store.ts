import { isMigrated, migrate } from "../store/migrations.ts";
import { bury, storedTombstone } from "../store/tombstone.ts";
import { DESTROYED, VAULT_MIGRATIONS } from "./migrations.ts";
import type { Wrapped } from "./wrapping.ts";

/** What the vault stores about itself. */
export interface VaultRow {
  readonly id: string;
  readonly hmacKey: Wrapped;
  /** The fingerprints of all record keys that anything in the vault may be wrapped under. */
  readonly inUse: readonly string[];
  /** The signed checkpoint that is the mark, if there is one. */
  readonly mark: string | undefined;
  /** How many deposits have changed anything. */
  readonly revision: number;
  /** What tells apart two states of the vault that went different ways; see migrations.ts. */
  readonly lineage: string;
}

/** A wrapped key with its id. */
export interface KeyRow extends Wrapped {
  readonly id: Uint8Array<ArrayBuffer>;
}

/** A wrapped key of a month of the log of reads. */
export interface MonthKeyRow extends KeyRow {
  readonly month: string;
}

/** What {@link VaultStore.deposit} stores. */
interface NewRows {
  readonly keys: readonly KeyRow[];
  /** The mark that replaces the one of the vault's row. */
  readonly mark: string | undefined;
}

/** How many keys one statement inserts: the platform allows 100 parameters. */
const KEYS_PER_STATEMENT = 33;

/** Undoes a transaction. It never leaves this file. */
class Undone extends Error {}

type KeyColumns = { id: ArrayBuffer; wrapped: ArrayBuffer; wrapped_by: string };
type MonthKeyColumns = KeyColumns & { month: string };

/** The vault's SQLite database. All SQL on it is here, and its schema is in migrations.ts. */
export class VaultStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #exists: boolean;

  /** Stores nothing in an object that has no vault. */
  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#exists = isMigrated(storage);
    if (this.#exists) migrate(storage, VAULT_MIGRATIONS);
  }

  /** Whether a vault was ever created here. */
  get exists(): boolean {
    return this.#exists;
  }

  /** The note that the vault was destroyed with, if it was deleted with its ledger. Where there are tables, it was not. */
  get tombstone(): string | undefined {
    return this.#exists ? undefined : storedTombstone(this.#storage);
  }

  /** Destroys everything but a tombstone. */
  destroy(tombstone: string): void {
    try {
      bury(this.#storage, tombstone);
    } finally {
      this.#exists = isMigrated(this.#storage);
    }
  }

  /** What the vault stores about itself; `undefined` if there is no vault. */
  vault(): VaultRow | undefined {
    if (!this.#exists) return undefined;
    const query = "SELECT id, hmac_key, wrapped_by, in_use, mark, revision, lineage FROM vault LIMIT 1";
    type Columns = {
      id: string;
      hmac_key: ArrayBuffer;
      wrapped_by: string;
      in_use: string;
      mark: string | null;
      revision: number;
      lineage: string;
    };
    const [row] = this.#sql.exec<Columns>(query).toArray();
    if (!row) return undefined;
    return {
      id: row.id,
      hmacKey: { wrapped: new Uint8Array(row.hmac_key), wrappedBy: row.wrapped_by },
      inUse: row.in_use.split(" ").filter(Boolean),
      mark: row.mark ?? undefined,
      revision: row.revision,
      lineage: row.lineage,
    };
  }

  /**
   * Creates the tables and the vault. Does nothing if there are tables: without their row, they are a damaged vault; and
   * nothing in the place of a vault that was deleted.
   */
  create(id: string, { wrapped, wrappedBy }: Wrapped): void {
    if (this.#exists || this.tombstone !== undefined) return;
    try {
      this.#storage.transactionSync(() => {
        migrate(this.#storage, VAULT_MIGRATIONS);
        const query = "INSERT INTO vault (id, hmac_key, wrapped_by, in_use) VALUES (?, ?, ?, ?)";
        this.#sql.exec(query, id, wrapped, wrappedBy, wrappedBy);
      });
    } finally {
      // A failed transaction may have been rolled back or committed. Only the storage knows which.
      this.#exists = isMigrated(this.#storage);
    }
  }

  /**
   * Stores keys and a mark, all or nothing, if the vault's row is still the same.
   *
   * @returns `overtaken` if the row has changed, or the place in `keys` of each whose id has a row already. In both cases
   *   nothing was stored. No places mean that everything was.
   */
  deposit(vault: VaultRow, { keys, mark }: NewRows): "overtaken" | number[] {
    try {
      return this.#storage.transactionSync(() => {
        if (!isSame(vault, this.vault())) return "overtaken";
        if (!this.#insertAll(keys)) throw new Undone();
        const inUse = [...new Set([...vault.inUse, ...keys.map(({ wrappedBy }) => wrappedBy)])].join(" ");
        if (keys.length === 0 && (mark ?? vault.mark) === vault.mark) return [];
        const query = "UPDATE vault SET in_use = ?, mark = coalesce(?, mark), revision = revision + 1";
        this.#sql.exec(query, inUse, mark ?? null);
        return [];
      });
    } catch (error) {
      if (error instanceof Undone) return this.#existing(keys);
      throw error;
    }
  }

  /**
   * Inserts keys, many with each statement.
   *
   * @returns whether none of their ids has a row already, or is in `keys` twice; if `false`, some may be missing
   */
  #insertAll(keys: readonly KeyRow[]): boolean {
    for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
      const some = keys.slice(from, from + KEYS_PER_STATEMENT);
      const query = `INSERT INTO keys (id, wrapped, wrapped_by) VALUES ${some.map(() => "(?, ?, ?)").join(", ")}
        ON CONFLICT DO NOTHING`;
      const values = some.flatMap(({ id, wrapped, wrappedBy }) => [id, wrapped, wrappedBy]);
      this.#sql.exec(query, ...values);
      const [[inserted] = [0]] = this.#sql.exec("SELECT changes()").raw<[number]>();
      if (inserted < some.length) return false;
    }
    return true;
  }

  /** The places of keys whose id has a row, or an earlier key of these has. */
  #existing(keys: readonly KeyRow[]): number[] {
    const earlier = new Set<string>();
    return Array.from(keys.keys()).filter((place) => {
      const { id } = keys[place] as KeyRow;
      const isEarlier = earlier.has(id.toString());
      earlier.add(id.toString());
      return isEarlier || this.key(id) !== undefined;
    });
  }

  /** The stored key of an id. */
  key(id: Uint8Array): Wrapped | undefined {
    const query = "SELECT id, wrapped, wrapped_by FROM keys WHERE id = ?";
    return this.#sql.exec<KeyColumns>(query, id).toArray().map(keyRow)[0];
  }

  /** The first keys in the order of their ids, or those after an id, without those that were destroyed. */
  keysAfter(id: Uint8Array | undefined, limit: number): KeyRow[] {
    const query = "SELECT id, wrapped, wrapped_by FROM keys WHERE id > ? AND wrapped_by <> ? ORDER BY id LIMIT ?";
    return this.#sql
      .exec<KeyColumns>(query, id ?? new Uint8Array(), DESTROYED, limit)
      .toArray()
      .map(keyRow);
  }

  /** Notes that the ledger goes on with this state of the vault. */
  adopt(lineage: string): void {
    this.#sql.exec("UPDATE vault SET lineage = ?", lineage);
  }

  /** Overwrites keys in place with what they are wrapped as now. Those that have changed since they were read stay. */
  rewrap(keys: readonly { readonly before: KeyRow; readonly after: Wrapped }[]): void {
    this.#storage.transactionSync(() => {
      for (const { before, after } of keys) {
        const query = "UPDATE keys SET wrapped = ?, wrapped_by = ? WHERE id = ? AND wrapped = ?";
        this.#sql.exec(query, after.wrapped, after.wrappedBy, before.id, before.wrapped);
      }
    });
  }

  /** Overwrites the key of the HMACs with what it is wrapped as now, the only record key that is in use from now on. */
  rewrapHmacKey({ wrapped, wrappedBy }: Wrapped): void {
    this.#sql.exec("UPDATE vault SET hmac_key = ?, wrapped_by = ?, in_use = ?", wrapped, wrappedBy, wrappedBy);
  }

  /** The newest key of a month. */
  monthKeyOf(month: string): MonthKeyRow | undefined {
    return this.#monthKeys("AND month = ? ORDER BY rowid DESC LIMIT 1", month)[0];
  }

  /** The key of a month by its id. */
  monthKey(id: Uint8Array): MonthKeyRow | undefined {
    return this.#monthKeys("AND id = ?", id)[0];
  }

  /** The keys of all months that were not destroyed: some seventy. */
  monthKeys(): MonthKeyRow[] {
    return this.#exists ? this.#monthKeys("") : [];
  }

  /** Stores the key of a month, if the vault's row is still the same. @returns whether it was */
  addMonthKey(vault: VaultRow, { id, month, wrapped, wrappedBy }: MonthKeyRow): boolean {
    return this.#storage.transactionSync(() => {
      if (!isSame(vault, this.vault())) return false;
      const query = "INSERT INTO month_keys (id, month, wrapped, wrapped_by) VALUES (?, ?, ?, ?)";
      this.#sql.exec(query, id, month, wrapped, wrappedBy);
      const inUse = [...new Set([...vault.inUse, wrappedBy])].join(" ");
      this.#sql.exec("UPDATE vault SET in_use = ?, revision = revision + 1", inUse);
      return true;
    });
  }

  /** Overwrites the key of a month in place with what it is wrapped as now, unless it has changed since it was read. */
  rewrapMonthKey(before: MonthKeyRow, { wrapped, wrappedBy }: Wrapped): void {
    const query = "UPDATE month_keys SET wrapped = ?, wrapped_by = ? WHERE id = ? AND wrapped = ?";
    this.#sql.exec(query, wrapped, wrappedBy, before.id, before.wrapped);
  }

  /** Destroys the key of a month: overwrites it in place. */
  destroyMonthKey(id: Uint8Array): void {
    const query = "UPDATE month_keys SET wrapped = randomblob(length(wrapped)), wrapped_by = ? WHERE id = ?";
    this.#sql.exec(query, DESTROYED, id);
  }

  #monthKeys(condition: string, ...bindings: readonly (string | Uint8Array)[]): MonthKeyRow[] {
    const query = `SELECT id, month, wrapped, wrapped_by FROM month_keys WHERE wrapped_by <> ? ${condition}`;
    const rows = this.#sql.exec<MonthKeyColumns>(query, DESTROYED, ...bindings).toArray();
    return rows.map((row) => ({ ...keyRow(row), month: row.month }));
  }

  /** The newest checkpoint of the log of reads that the vault has taken. */
  readsMark(): string | undefined {
    if (!this.#exists) return undefined;
    return this.#sql.exec<{ note: string }>("SELECT note FROM reads_mark WHERE id = 1").toArray()[0]?.note;
  }

  /** Replaces it. */
  putReadsMark(note: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO reads_mark (id, note) VALUES (1, ?)", note);
  }

  /** The pseudonym of a subject, given by an HMAC. */
  pseudonym(subject: Uint8Array): string | undefined {
    const query = "SELECT pseudonym FROM pseudonyms WHERE subject = ?";
    return this.#sql.exec<{ pseudonym: string }>(query, subject).toArray()[0]?.pseudonym;
  }

  /** Stores the pseudonym of a subject, given by an HMAC. */
  putPseudonym(subject: Uint8Array, pseudonym: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO pseudonyms (subject, pseudonym) VALUES (?, ?)", subject, pseudonym);
  }
}

function keyRow({ id, wrapped, wrapped_by: wrappedBy }: KeyColumns): KeyRow {
  return { id: new Uint8Array(id), wrapped: new Uint8Array(wrapped), wrappedBy };
}

/** Whether nothing has changed that decides about a deposit. */
function isSame(before: VaultRow, now: VaultRow | undefined): boolean {
  return now?.id === before.id && now.mark === before.mark && now.inUse.join(" ") === before.inUse.join(" ");
}
