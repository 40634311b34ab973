import type { RecordVersion } from "../../chain/records/record.ts";
import { MiningOrder } from "./mining-order.ts";
import { refusal } from "../sharing/places.ts";

/** The most records that may be pending. More are refused, so that accepted ones are mined in reasonable time. */
export const MEMPOOL_LIMIT = 10_000;

/** When the mempool is full, subjects with few pending records are still admitted, up to the total. */
const ROOM = { common: MEMPOOL_LIMIT, total: 12_000, few: 100 } as const;

/** A record that was accepted but is not mined yet: a row of `mempool`; see the schema in `migrations.ts`. */
export interface PendingRecord extends RecordVersion {
  /** The row's `position`. */
  readonly arrival: number;
  readonly id: string;
  /** The row's `mined_by`. */
  readonly author: string;
  readonly accepted_at: number;
}

/** The ids of all pending records, in order of arrival, and how long they have been waiting. */
export interface Places {
  readonly size: number;
  /**
   * A JSON array of objects with `id`, `position`, from 1, and `age_seconds`. It is text because SQLite writes thousands of them five
   * times as fast.
   */
  readonly text: string;
}

const SELECT_PENDING =
  "SELECT position AS arrival, id, patient_name, patient_ID, Reg_no, corrects, mined_by AS author, accepted_at FROM mempool";

/** The pending records in the object's SQLite database. All SQL on the mempool is here. */
export class Mempool {
  readonly #sql: SqlStorage;
  readonly #order: MiningOrder;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const query = "SELECT position AS arrival, mined_by AS author FROM mempool ORDER BY position";
    this.#order = new MiningOrder(() => sql.exec<{ arrival: number; author: string }>(query).toArray());
  }

  /**
   * Whether the mempool is full for a subject. It counts the records only if the positions from the first to the last
   * leave room for that many.
   */
  #isFull(minedBy: string): boolean {
    const span = "SELECT (SELECT max(position) FROM mempool) - (SELECT min(position) FROM mempool) + 1 AS number";
    if ((this.#number(span) ?? 0) < MEMPOOL_LIMIT) return false;
    const all = this.#number("SELECT COUNT(*) AS number FROM mempool") ?? 0;
    if (all < MEMPOOL_LIMIT) return false;
    const few = "SELECT 1 FROM mempool WHERE mined_by = ? ORDER BY position DESC LIMIT ?";
    const own = this.#number(`SELECT COUNT(*) AS number FROM (${few})`, minedBy, ROOM.few) ?? 0;
    return refusal(ROOM, { all, own }) !== undefined;
  }

  /** Takes up to `count` records to mine next; they stay stored. Subjects are served in turn. */
  take(count: number): PendingRecord[] {
    return this.#order.take(count, (arrival) => this.#first(`${SELECT_PENDING} WHERE position = ?`, arrival));
  }

  /** Puts all records that were taken but are still stored back in order. */
  putBack(): void {
    this.#order.forget();
  }

  /** Whether no record is pending. */
  isEmpty(): boolean {
    return this.#number("SELECT 1 AS number FROM mempool LIMIT 1") === undefined;
  }

  /** Whether a record is still pending. */
  has({ arrival }: PendingRecord): boolean {
    return this.#number("SELECT 1 AS number FROM mempool WHERE position = ?", arrival) !== undefined;
  }

  /** Which of these records have the number of a pending record, or correct the block that one corrects. */
  claimed<Version extends RecordVersion>(records: readonly Version[]): Set<Version> {
    const regNos = this.#among(
      "Reg_no",
      records.map(({ Reg_no }) => Reg_no),
    );
    const corrected = this.#among(
      "corrects",
      records.flatMap(({ corrects }) => corrects ?? []),
    );
    return new Set(
      records.filter(
        ({ Reg_no, corrects }) => regNos.has(Reg_no) || (corrects !== undefined && corrected.has(corrects)),
      ),
    );
  }

  /** Which of these values some pending record has in a column. */
  #among<Value extends string | number>(column: "Reg_no" | "corrects", values: readonly Value[]): Set<Value> {
    if (values.length === 0) return new Set();
    const query = `SELECT ${column} FROM mempool WHERE ${column} IN (SELECT value FROM json_each(?))`;
    return new Set(Array.from(this.#sql.exec(query, JSON.stringify(values)).raw<[Value]>(), ([value]) => value));
  }

  /** The record that arrived first. */
  oldest(): PendingRecord | undefined {
    return this.#first(`${SELECT_PENDING} ORDER BY position LIMIT 1`);
  }

  byRegNo(regNo: string): PendingRecord | undefined {
    return this.#first(`${SELECT_PENDING} WHERE Reg_no = ?`, regNo);
  }

  /** Whether a pending record corrects the block at an index. */
  corrects(index: number): boolean {
    return this.#number("SELECT 1 AS number FROM mempool WHERE corrects = ?", index) !== undefined;
  }

  /** A pending record's place in the order of arrival, from 1; `undefined` if none has the id. */
  position(id: string): number | undefined {
    const place =
      "SELECT COUNT(*) AS number FROM mempool WHERE position <= (SELECT position FROM mempool WHERE id = ?)";
    return this.#number(place, id) || undefined;
  }

  /** @param now the current time in milliseconds since 1970 */
  places(now: number): Places {
    const age = "'age_seconds', max(0, ? - accepted_at) / 1000.0";
    const query = `SELECT COUNT(*) AS size, json_group_array(json_object('id', id, 'position', place, ${age})) AS text
      FROM (SELECT id, accepted_at, ROW_NUMBER() OVER (ORDER BY position) AS place FROM mempool ORDER BY position)`;
    return this.#sql.exec<{ size: number; text: string }>(query, now).one();
  }

  /**
   * Adds a record after all others. Nobody has been promised its block yet: see {@link promise}.
   *
   * @param author who registers it
   * @param now the current time in milliseconds since 1970
   * @returns the pending record, or `undefined` if the mempool is full for this author
   */
  add(record: RecordVersion, author: string, now: number): PendingRecord | undefined {
    if (this.#isFull(author)) return undefined;
    this.#sql.exec(
      `INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, corrects, mined_by, accepted_at, promised)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
      crypto.randomUUID(),
      record.patient_name,
      record.patient_ID,
      record.Reg_no,
      record.corrects ?? null,
      author,
      now,
    );
    const added = this.byRegNo(record.Reg_no);
    if (added) this.#order.add(added);
    return added;
  }

  /** Marks a pending record as promised to a client: from then on it is never withdrawn. */
  promise({ arrival }: PendingRecord): void {
    this.#sql.exec("UPDATE mempool SET promised = 1 WHERE position = ? AND promised = 0", arrival);
  }

  /** Withdraws a pending record whose request is refused, unless another request was promised its block. */
  withdraw({ arrival }: PendingRecord): void {
    this.#sql.exec("DELETE FROM mempool WHERE position = ? AND promised = 0", arrival);
  }

  /** Removes a record that no route could have admitted, so that someone must have edited the storage. */
  discard({ arrival }: PendingRecord): void {
    this.#sql.exec("DELETE FROM mempool WHERE position = ?", arrival);
  }

  /** Removes a pending record whose block is on the chain, and stores the block's index under its id. */
  settle({ arrival, id }: PendingRecord, index: number): void {
    this.#sql.exec("DELETE FROM mempool WHERE position = ?", arrival);
    this.noteMined(id, index);
  }

  /** Stores the index of the block under the id that a client got for its record. */
  noteMined(id: string, index: number): void {
    // Only an edit of the storage can give two records one id. It must not block the others.
    this.#sql.exec(`INSERT INTO mined (id, "index") VALUES (?, ?) ON CONFLICT DO NOTHING`, id, index);
  }

  /** The index of the block of a record that was pending; `undefined` if no mined record had the id. */
  minedIndex(id: string): number | undefined {
    return this.#number(`SELECT "index" AS number FROM mined WHERE id = ?`, id);
  }

  #number(query: string, ...bindings: SqlStorageValue[]): number | undefined {
    return this.#sql.exec<{ number: number }>(query, ...bindings).toArray()[0]?.number;
  }

  #first(query: string, ...bindings: SqlStorageValue[]): PendingRecord | undefined {
    const [row] = this.#sql.exec<Record<keyof PendingRecord, SqlStorageValue>>(query, ...bindings).toArray();
    if (!row) return undefined;
    const { corrects, ...registration } = row;
    return (corrects === null ? registration : row) as unknown as PendingRecord;
  }
}
