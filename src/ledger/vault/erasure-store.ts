import type { ErasureReason } from "../results.ts";
import { DESTROYED } from "./migrations.ts";

/** What is left of an erased record, as it is stored. */
export interface TombstoneRow {
  /** The number of the record: that of its registration. */
  readonly record: number;
  /** Why it was erased; `undefined` if that is not known any more. */
  readonly reason: ErasureReason | undefined;
  /** From when on nothing of it can come back from backups of the platform, in milliseconds since 1970. */
  readonly finalAfter: number;
  readonly mac: Uint8Array<ArrayBuffer>;
}

/** An erasure that waits for the end of a hold. */
export interface AskedRow {
  readonly record: number;
  readonly reason: ErasureReason;
  readonly mac: Uint8Array<ArrayBuffer>;
}

/** That a subject, given by an HMAC, holds a record. */
export interface HoldRow {
  readonly record: number;
  readonly holder: Uint8Array<ArrayBuffer>;
  readonly mac: Uint8Array<ArrayBuffer>;
}

/** A registration number, given by an HMAC of its look-up, that cannot be used until a time in milliseconds since 1970. */
export interface ReservationRow {
  readonly lookup: Uint8Array<ArrayBuffer>;
  readonly until: number;
  readonly mac: Uint8Array<ArrayBuffer>;
}

/** What burying a record stores, in one transaction. */
export interface Burial {
  readonly tombstone: TombstoneRow;
  /** The ids of the keys to destroy. */
  readonly keyIds: readonly Uint8Array[];
  readonly reservations: readonly ReservationRow[];
}

/** The tombstones, holds and reservations in the vault's SQLite database. All SQL on them is here. */
export class ErasureStore {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** The tombstone of a record. */
  tombstone(record: number): TombstoneRow | undefined {
    return this.#tombstones("WHERE record = ?", record)[0];
  }

  /** The first tombstones in the order of their records, after a record. */
  tombstonesAfter(record: number, limit: number): TombstoneRow[] {
    return this.#tombstones("WHERE record > ? ORDER BY record LIMIT ?", record, limit);
  }

  /** How many tombstones there are. */
  countTombstones(): number {
    const [[count] = [0]] = this.#sql.exec("SELECT count(*) FROM tombstones").raw<[number]>();
    return count;
  }

  /** Destroys the keys of a record and stores its tombstone, all or nothing. */
  bury({ tombstone: { record, reason, finalAfter, mac }, keyIds, reservations }: Burial): void {
    this.#storage.transactionSync(() => {
      for (const id of keyIds) {
        // The row stays: deleting it could move its neighbors, and leave copies of their keys behind.
        const query = "UPDATE keys SET wrapped = randomblob(length(wrapped)), wrapped_by = ? WHERE id = ?";
        this.#sql.exec(query, DESTROYED, id);
      }
      const query = "INSERT OR REPLACE INTO tombstones (record, reason, final_after, mac) VALUES (?, ?, ?, ?)";
      this.#sql.exec(query, record, reason ?? null, finalAfter, mac.buffer);
      for (const { lookup, until, mac: reserved } of reservations) {
        const [[free] = [null]] = this.#sql
          .exec("SELECT min(rowid) FROM reservations WHERE until = 0")
          .raw<[number | null]>();
        const insert = "INSERT OR REPLACE INTO reservations (rowid, lookup, until, mac) VALUES (?, ?, ?, ?)";
        this.#sql.exec(insert, free, lookup.buffer, until, reserved.buffer);
      }
      this.#sql.exec("DELETE FROM asked WHERE record = ?", record);
      this.#sql.exec("DELETE FROM holds WHERE record = ?", record);
      this.#changed();
    });
  }

  /** The erasure of a record that was asked for while it was held. */
  asked(record: number): AskedRow | undefined {
    return this.#askedRows("WHERE record = ?", record)[0];
  }

  /** All erasures that were asked for while their records were held. */
  allAsked(): AskedRow[] {
    return this.#askedRows("ORDER BY record");
  }

  /** Keeps an erasure for the end of a hold. The first reason stays. */
  ask({ record, reason, mac }: AskedRow): void {
    this.#storage.transactionSync(() => {
      this.#sql.exec("INSERT OR REPLACE INTO asked (record, reason, mac) VALUES (?, ?, ?)", record, reason, mac.buffer);
      this.#changed();
    });
  }

  /** Who holds a record. */
  holds(record: number): HoldRow[] {
    const query = "SELECT record, holder, mac FROM holds WHERE record = ?";
    const rows = this.#sql.exec(query, record).raw<[number, ArrayBuffer, ArrayBuffer]>();
    return Array.from(rows, ([of, holder, mac]) => ({
      record: of,
      holder: new Uint8Array(holder),
      mac: new Uint8Array(mac),
    }));
  }

  /** Stores a hold. */
  hold({ record, holder, mac }: HoldRow): void {
    this.#storage.transactionSync(() => {
      const query = "INSERT OR REPLACE INTO holds (record, holder, mac) VALUES (?, ?, ?)";
      this.#sql.exec(query, record, holder.buffer, mac.buffer);
      this.#changed();
    });
  }

  /** Ends a subject's hold of a record. */
  release({ record, holder }: Pick<HoldRow, "record" | "holder">): void {
    this.#storage.transactionSync(() => {
      const query = "DELETE FROM holds WHERE record = ? AND holder = ?";
      const { rowsWritten } = this.#sql.exec(query, record, holder.buffer);
      if (rowsWritten > 0) this.#changed();
    });
  }

  /** The registration numbers that are reserved. */
  reservations(): ReservationRow[] {
    const query = "SELECT lookup, until, mac FROM reservations WHERE until > 0";
    const rows = this.#sql.exec(query).raw<[ArrayBuffer, number, ArrayBuffer]>();
    return Array.from(rows, ([lookup, until, mac]) => ({
      lookup: new Uint8Array(lookup),
      until,
      mac: new Uint8Array(mac),
    }));
  }

  /** When the next reservation ends. */
  nextReservationEnd(): number | undefined {
    const query = "SELECT min(until) FROM reservations WHERE until > 0";
    const [[until] = [null]] = this.#sql.exec(query).raw<[number | null]>();
    return until ?? undefined;
  }

  /** Overwrites the reservations that have ended. Their rows are used again. */
  overwriteReservations(now: number): void {
    const query = `UPDATE reservations SET lookup = randomblob(length(lookup)), mac = randomblob(length(mac)), until = 0
      WHERE until > 0 AND until <= ?`;
    this.#sql.exec(query, now);
  }

  #tombstones(where: string, ...bindings: SqlStorageValue[]): TombstoneRow[] {
    const query = `SELECT record, reason, final_after, mac FROM tombstones ${where}`;
    const rows = this.#sql.exec(query, ...bindings).raw<[number, string | null, number, ArrayBuffer]>();
    return Array.from(rows, ([record, reason, finalAfter, mac]) => ({
      record,
      // Someone may have put anything there, and then the MAC is wrong.
      reason: (reason ?? undefined) as ErasureReason | undefined,
      finalAfter,
      mac: new Uint8Array(mac),
    }));
  }

  #askedRows(where: string, ...bindings: SqlStorageValue[]): AskedRow[] {
    const query = `SELECT record, reason, mac FROM asked ${where}`;
    const rows = this.#sql.exec(query, ...bindings).raw<[number, string, ArrayBuffer]>();
    return Array.from(rows, ([record, reason, mac]) => ({
      record,
      reason: reason as ErasureReason,
      mac: new Uint8Array(mac),
    }));
  }

  /** How many deposits, erasures and holds have changed anything. */
  revision(): number {
    const [[revision] = [0]] = this.#sql.exec("SELECT revision FROM vault").raw<[number]>();
    return revision;
  }

  /** Counts a change, so that the ledger notices an older state. */
  #changed(): void {
    this.#sql.exec("UPDATE vault SET revision = revision + 1");
  }
}
