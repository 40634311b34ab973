import type { ErasureReason } from "../results.ts";

/** The row of an erasure, as it is stored. Its MAC says whether this ledger has written it. */
export interface ErasureRow {
  /** The number of the record: that of its registration. */
  readonly record: number;
  /** Why the record is erased; `undefined` if the ledger does not know it any more. */
  readonly reason: ErasureReason | undefined;
  /** A keyed hash of all of it but `entry`. */
  readonly mac: Uint8Array<ArrayBuffer>;
  /** The number of the erasure's entry, once it was accepted. */
  readonly entry: number | undefined;
  /** Whether everything that was stored of the record is overwritten. */
  readonly done: boolean;
}

type Columns = [record: number, reason: string | null, mac: SqlStorageValue, entry: number | null, done: number];

const COLUMNS = "record, reason, mac, entry, done";

/** The erasures that were begun or done, in the object's SQLite database. All SQL on them is here. */
export class ErasureRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The row of a record. */
  of(record: number): ErasureRow | undefined {
    return this.#read(`SELECT ${COLUMNS} FROM erasures WHERE record = ?`, record)[0];
  }

  /** The rows of erasures that are not done yet, in the order of their records. */
  unfinished(): ErasureRow[] {
    return this.#read(`SELECT ${COLUMNS} FROM erasures WHERE done <> 1 ORDER BY record`);
  }

  /** The first rows that say that they are done, in the order of their records, after a record. */
  doneAfter(record: number, limit: number): ErasureRow[] {
    return this.#read(
      `SELECT ${COLUMNS} FROM erasures WHERE done = 1 AND record > ? ORDER BY record LIMIT ?`,
      record,
      limit,
    );
  }

  /** Stores a row, in place of the record's earlier one. */
  put({ record, reason, mac, entry, done }: ErasureRow): void {
    const query = `INSERT OR REPLACE INTO erasures (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`;
    this.#sql.exec(query, record, reason ?? null, mac.buffer, entry ?? null, done ? 1 : 0);
  }

  /** Notes the number of an erasure's entry. Call this in the transaction that stores the entry. */
  setEntry(record: number, entry: number): void {
    this.#sql.exec("UPDATE erasures SET entry = ? WHERE record = ?", entry, record);
  }

  /** Deletes the row of a record whose erasure has to wait. */
  delete(record: number): void {
    this.#sql.exec("DELETE FROM erasures WHERE record = ?", record);
  }

  #read(query: string, ...bindings: SqlStorageValue[]): ErasureRow[] {
    return Array.from(this.#sql.exec(query, ...bindings).raw<Columns>(), ([record, reason, mac, entry, done]) => ({
      record,
      // Someone may have put anything there, and then the MAC is wrong.
      reason: (reason ?? undefined) as ErasureReason | undefined,
      mac: mac instanceof ArrayBuffer ? new Uint8Array(mac) : new Uint8Array(),
      entry: entry ?? undefined,
      done: done === 1,
    }));
  }
}
