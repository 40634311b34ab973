/** How many of the newest cosigned checkpoints are stored. */
const COSIGNED_LIMIT = 100;

const UNSIGNED = "unsigned";

/** A signed checkpoint as stored. It is not trusted: someone may have edited it. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

type Row = { size: number; note: SqlStorageValue };

/** The signed checkpoints in the object's SQLite database. All SQL on them is here. */
export class Checkpoints {
  readonly #sql: SqlStorage;
  readonly #kv: SyncKvStorage;

  constructor({ sql, kv }: DurableObjectStorage) {
    this.#sql = sql;
    this.#kv = kv;
  }

  /** The newest checkpoint that at least `cosignatures` witnesses have cosigned. */
  newest(cosignatures = 0): StoredCheckpoint | undefined {
    const query = "SELECT size, note FROM checkpoints WHERE cosignatures >= ? ORDER BY size DESC LIMIT 1";
    const [row] = this.#sql.exec<Row>(query, cosignatures).toArray();
    return row && { size: row.size, note: noteOf(row) };
  }

  /** The stored checkpoint of a size. */
  at(size: number): string | undefined {
    const query = "SELECT note FROM checkpoints WHERE size = ?";
    const [row] = this.#sql.exec<Pick<Row, "note">>(query, size).toArray();
    return row && noteOf(row);
  }

  /** Stores a new checkpoint, and deletes the previous one unless it was cosigned. */
  put(size: number, note: string): void {
    // In this order, a failure at any point leaves a checkpoint that the chain can be checked against.
    this.#sql.exec("INSERT OR REPLACE INTO checkpoints (size, note) VALUES (?, ?)", size, note);
    this.#sql.exec("DELETE FROM checkpoints WHERE cosignatures = 0 AND size <> ?", size);
    if (this.unsignedSize() !== undefined) this.#kv.delete(UNSIGNED);
  }

  /** Replaces the text of a stored checkpoint after the ledger's signatures on it have changed. */
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

  /** The size of a tree that never had a checkpoint because there was no signing key; otherwise `undefined`. */
  unsignedSize(): number | undefined {
    return this.#kv.get<number>(UNSIGNED);
  }

  /** Marks the tree as unsigned if no checkpoint covers any of the stored blocks. */
  markIfNeverSigned(): void {
    const query = `SELECT max("index") AS size FROM blocks WHERE NOT EXISTS (SELECT 1 FROM checkpoints)`;
    const [{ size } = { size: null }] = this.#sql.exec<{ size: number | null }>(query).toArray();
    if (size !== null && this.unsignedSize() === undefined) this.markUnsigned(size);
  }

  /** Marks the tree as unsigned up to a size, because it grew without a signing key. */
  markUnsigned(size: number): void {
    this.#kv.put(UNSIGNED, size);
  }
}

/** The text of a checkpoint. The table is STRICT, but someone who edits the storage can recreate it. */
function noteOf({ note }: Pick<Row, "note">): string {
  return typeof note === "string" ? note : "";
}
