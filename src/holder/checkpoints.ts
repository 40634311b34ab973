/** How many cosigned checkpoints are kept, the newest. */
const COSIGNED_KEPT = 100;

/** The signed checkpoints, in the object's SQLite database: all SQL on them is here. */
export class Checkpoints {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The newest, or the newest that so many witnesses have cosigned. */
  newest(cosignatures = 0): { size: number; note: string } | undefined {
    const query = "SELECT size, note FROM checkpoints WHERE cosignatures >= ? ORDER BY size DESC LIMIT 1";
    return this.#sql.exec<{ size: number; note: string }>(query, cosignatures).toArray()[0];
  }

  /** The one that is kept of a size. */
  at(size: number): string | undefined {
    const query = "SELECT note FROM checkpoints WHERE size = ?";
    return this.#sql.exec<{ note: string }>(query, size).toArray()[0]?.note;
  }

  /** Keeps a new checkpoint in the place of the one before, unless that was cosigned. */
  put(size: number, note: string): void {
    // In this order: whatever fails, a checkpoint is left that the chain can be held to.
    this.#sql.exec("INSERT OR REPLACE INTO checkpoints (size, note) VALUES (?, ?)", size, note);
    this.#sql.exec("DELETE FROM checkpoints WHERE cosignatures = 0 AND size <> ?", size);
  }

  /** Writes the checkpoint of a size anew, with other signatures of the ledger's own. */
  replace(size: number, note: string): void {
    this.#sql.exec("UPDATE checkpoints SET note = ? WHERE size = ?", note, size);
  }

  /** Keeps a checkpoint with its cosignatures. */
  putCosigned(size: number, note: string, cosignatures: number): void {
    const query = "INSERT OR REPLACE INTO checkpoints (size, note, cosignatures) VALUES (?, ?, ?)";
    this.#sql.exec(query, size, note, cosignatures);
    this.#sql.exec(
      `DELETE FROM checkpoints WHERE cosignatures > 0 AND size NOT IN
         (SELECT size FROM checkpoints WHERE cosignatures > 0 ORDER BY size DESC LIMIT ?)`,
      COSIGNED_KEPT,
    );
  }
}
