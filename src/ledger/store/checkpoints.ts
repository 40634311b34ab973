/** How many cosigned checkpoints are stored, the newest. */
const COSIGNED_LIMIT = 100;

const UNSIGNED = "unsigned";

/** A signed checkpoint as it is stored: somebody may have edited it. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** The signed checkpoints, in the object's SQLite database: all SQL on them is here. */
export class Checkpoints {
  readonly #sql: SqlStorage;
  readonly #kv: SyncKvStorage;

  constructor({ sql, kv }: DurableObjectStorage) {
    this.#sql = sql;
    this.#kv = kv;
  }

  /** The newest, or the newest that so many witnesses have cosigned. */
  newest(cosignatures = 0): StoredCheckpoint | undefined {
    const query = "SELECT size, note FROM checkpoints WHERE cosignatures >= ? ORDER BY size DESC LIMIT 1";
    return this.#sql.exec<{ size: number; note: string }>(query, cosignatures).toArray()[0];
  }

  /** The one that is stored of a size. */
  at(size: number): string | undefined {
    const query = "SELECT note FROM checkpoints WHERE size = ?";
    return this.#sql.exec<{ note: string }>(query, size).toArray()[0]?.note;
  }

  /** Stores a new checkpoint in the place of the one before, unless that was cosigned. */
  put(size: number, note: string): void {
    // In this order: whatever fails, a checkpoint is left that the chain can be held to.
    this.#sql.exec("INSERT OR REPLACE INTO checkpoints (size, note) VALUES (?, ?)", size, note);
    this.#sql.exec("DELETE FROM checkpoints WHERE cosignatures = 0 AND size <> ?", size);
    if (this.unsignedSize() !== undefined) this.#kv.delete(UNSIGNED);
  }

  /** Writes the checkpoint of a size anew, with other signatures of the ledger's own. */
  replace(size: number, note: string): void {
    this.#sql.exec("UPDATE checkpoints SET note = ? WHERE size = ?", note, size);
  }

  /** Stores a checkpoint with its cosignatures. */
  putCosigned(size: number, note: string, cosignatures: number): void {
    const query = "INSERT OR REPLACE INTO checkpoints (size, note, cosignatures) VALUES (?, ?, ?)";
    this.#sql.exec(query, size, note, cosignatures);
    this.#sql.exec(
      `DELETE FROM checkpoints WHERE cosignatures > 0 AND size NOT IN
         (SELECT size FROM checkpoints WHERE cosignatures > 0 ORDER BY size DESC LIMIT ?)`,
      COSIGNED_LIMIT,
    );
  }

  /** The size of a tree that never had a checkpoint, since there was no key to sign with. */
  unsignedSize(): number | undefined {
    return this.#kv.get<number>(UNSIGNED);
  }

  /** Notes that none of the stored blocks has a checkpoint, where that is so. */
  markIfNeverSigned(): void {
    const query = `SELECT max("index") AS size FROM blocks WHERE NOT EXISTS (SELECT 1 FROM checkpoints)`;
    const [{ size } = { size: null }] = this.#sql.exec<{ size: number | null }>(query).toArray();
    if (size !== null && this.unsignedSize() === undefined) this.markUnsigned(size);
  }

  /** Notes that the tree grew to a size without a key to sign with. */
  markUnsigned(size: number): void {
    this.#kv.put(UNSIGNED, size);
  }
}
