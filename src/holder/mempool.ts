import type { PatientRecord } from "../chain/record.ts";

/** The most records that may wait to be mined; one more is refused, so that those accepted are mined in fair time. */
export const MEMPOOL_LIMIT = 10_000;

/** A record that was accepted and is not mined yet. */
export interface PendingRecord extends PatientRecord {
  /** Its place in the order of arrival; never given twice. */
  readonly position: number;
  readonly mined_by: string;
}

/** The records that wait to be mined, in the object's SQLite database: all SQL on the mempool is here. */
export class Mempool {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  size(): number {
    const [row] = this.#sql.exec<{ size: number }>("SELECT COUNT(*) AS size FROM mempool").toArray();
    return row?.size ?? 0;
  }

  /** The record that came first. */
  oldest(): PendingRecord | undefined {
    return this.#first("ORDER BY position LIMIT 1");
  }

  byRegNo(regNo: string): PendingRecord | undefined {
    return this.#first("WHERE Reg_no = ?", regNo);
  }

  /**
   * Adds a record behind all others.
   *
   * @returns its position, or nothing when the mempool is full
   */
  add(record: PatientRecord, minedBy: string): number | undefined {
    if (this.size() >= MEMPOOL_LIMIT) return undefined;
    const [row] = this.#sql
      .exec<{ position: number }>(
        "INSERT INTO mempool (patient_name, patient_ID, Reg_no, mined_by) VALUES (?, ?, ?, ?) RETURNING position",
        record.patient_name,
        record.patient_ID,
        record.Reg_no,
        minedBy,
      )
      .toArray();
    return row?.position;
  }

  remove(position: number): void {
    this.#sql.exec("DELETE FROM mempool WHERE position = ?", position);
  }

  #first(clause: string, ...bindings: SqlStorageValue[]): PendingRecord | undefined {
    const query = `SELECT position, patient_name, patient_ID, Reg_no, mined_by FROM mempool ${clause}`;
    return this.#sql.exec<Record<keyof PendingRecord, SqlStorageValue>>(query, ...bindings).toArray()[0] as
      PendingRecord | undefined;
  }
}
