import type { ErasureReason } from "../results.ts";

/** The row of an erasure, as it is stored. Its MAC says whether this ledger has written it. */
export interface ErasureRow {
  /** The number of the record: that of its registration. */
  readonly record: number;
  /** Why the record is erased; `undefined` if the ledger does not know it any more. */
  readonly reason: ErasureReason | undefined;
  /** A keyed hash of all of it but `entry` and `signed`. */
  readonly mac: Uint8Array<ArrayBuffer>;
  /** The number of the erasure's entry, once it was accepted. */
  readonly entry: number | undefined;
  /** Whether everything that was stored of the record is overwritten. */
  readonly done: boolean;
  /** The authorship of the erasure's entry as text, if an author signed it; see `authorshipText`. */
  readonly signed?: string | undefined;
}

type Columns = [
  record: number,
  reason: string | null,
  mac: SqlStorageValue,
  entry: number | null,
  done: number,
  signed: string | null,
];

const COLUMNS = "record, reason, mac, entry, done, signed";

/** In place of a keyed hash: this ledger has not begun the erasure. */
const NO_MAC = new Uint8Array();

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
  put({ record, reason, mac, entry, done, signed }: ErasureRow): void {
    const query = `INSERT OR REPLACE INTO erasures (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`;
    this.#sql.exec(query, record, reason ?? null, mac.buffer, entry ?? null, done ? 1 : 0, signed ?? null);
  }

  /** Keeps the authorship of an erasure that has to wait until nobody holds the record. */
  keepSigned(record: number, signed: string): void {
    this.put({ record, reason: undefined, mac: NO_MAC, entry: undefined, done: false, signed });
  }

  /** Notes the number of an erasure's entry. Call this in the transaction that stores the entry. */
  setEntry(record: number, entry: number): void {
    this.#sql.exec("UPDATE erasures SET entry = ? WHERE record = ?", entry, record);
  }

  /** Takes back that the erasure of a record has begun: it has to wait. Only its authorship is kept. */
  delete(record: number): void {
    const signed = this.of(record)?.signed;
    this.#sql.exec("DELETE FROM erasures WHERE record = ?", record);
    if (signed !== undefined) this.keepSigned(record, signed);
  }

  #read(query: string, ...bindings: SqlStorageValue[]): ErasureRow[] {
    return Array.from(
      this.#sql.exec(query, ...bindings).raw<Columns>(),
      ([record, reason, mac, entry, done, signed]) => ({
        record,
        // Someone may have put anything there, and then the MAC is wrong.
        reason: (reason ?? undefined) as ErasureReason | undefined,
        mac: mac instanceof ArrayBuffer ? new Uint8Array(mac) : new Uint8Array(),
        entry: entry ?? undefined,
        done: done === 1,
        signed: signed ?? undefined,
      }),
    );
  }
}
