/** What is stored about a version. */
export interface VersionRow {
  /** The number of the record that it belongs to. */
  readonly record: number;
  /** The number of the entry that replaces it. */
  readonly replacedBy: number | undefined;
}

/**
 * Which entries of a sealed ledger are versions of the same record, in the object's SQLite database. All SQL on them is
 * here. A record that was neither corrected nor erased has no rows: its only version is its registration.
 *
 * Nothing read here is trusted: the entries on the chain say what they correct or erase.
 */
export class Versions {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The number of the record that a version belongs to, which is that of its registration. */
  recordOf(number: number): number {
    const [[record] = []] = this.#sql.exec("SELECT record FROM versions WHERE number = ?", number).raw<[number]>();
    return record ?? number;
  }

  /** The numbers of all versions of a record, oldest first; the last one is the current. */
  of(record: number): number[] {
    const query = "SELECT number FROM versions WHERE record = ? ORDER BY number";
    const numbers = Array.from(this.#sql.exec(query, record).raw<[number]>(), ([number]) => number);
    return numbers.length > 0 ? numbers : [record];
  }

  /** The number of the entry that replaces a version, a correction or an erasure; `undefined` for a current one. */
  replacedBy(number: number): number | undefined {
    const query = "SELECT replaced_by FROM versions WHERE number = ?";
    const [[by] = []] = this.#sql.exec(query, number).raw<[number | null]>();
    return by ?? undefined;
  }

  /** The rows of the versions from one number to another, by their numbers. */
  rows(from: number, to: number): Map<number, VersionRow> {
    const query = "SELECT number, record, replaced_by FROM versions WHERE number BETWEEN ? AND ?";
    const rows = this.#sql.exec(query, from, to).raw<[number, number, number | null]>();
    return new Map(Array.from(rows, ([number, record, by]) => [number, { record, replacedBy: by ?? undefined }]));
  }

  /**
   * Notes that a correction replaces a version. Call this in the transaction that stores the correction.
   *
   * @param by the number of the correction, which becomes the record's current version
   */
  correct(number: number, by: number): void {
    const record = this.#replace(number, by);
    this.#put(by, record, null);
  }

  /**
   * Notes that an erasure ends a record. Call this in the transaction that stores the erasure's entry.
   *
   * @param number the number of the record's current version
   * @param by the number of the erasure's entry
   */
  erase(number: number, by: number): void {
    this.#replace(number, by);
  }

  #replace(number: number, by: number): number {
    const record = this.recordOf(number);
    this.#put(number, record, by);
    return record;
  }

  /** Stores a row in place of any that someone may have put there. */
  #put(number: number, record: number, by: number | null): void {
    this.#sql.exec("DELETE FROM versions WHERE number = ?", number);
    this.#sql.exec("INSERT INTO versions (number, record, replaced_by) VALUES (?, ?, ?)", number, record, by);
  }
}
