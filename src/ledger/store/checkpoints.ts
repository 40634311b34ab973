import { SigningKeyMissing } from "../contradiction.ts";
import { BLOCK_TABLES, type TreeTables } from "./tree-tables.ts";

/** How many of the newest cosigned checkpoints are stored. */
const COSIGNED_LIMIT = 100;

/** A signed checkpoint as stored. It is not trusted: someone may have edited it. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

type Row = { size: number; note: SqlStorageValue };

/** The signed checkpoints of a log in the object's SQLite database. All SQL on them is here. */
export class Checkpoints {
  readonly #sql: SqlStorage;
  readonly #kv: SyncKvStorage;
  readonly #table: TreeTables["checkpoints"];
  readonly #unsigned: TreeTables["unsigned"];

  constructor({ sql, kv }: DurableObjectStorage, { checkpoints, unsigned }: TreeTables = BLOCK_TABLES) {
    this.#sql = sql;
    this.#kv = kv;
    this.#table = checkpoints;
    this.#unsigned = unsigned;
  }

  /** The newest checkpoint that at least `cosignatures` witnesses have cosigned. */
  newest(cosignatures = 0): StoredCheckpoint | undefined {
    const query = `SELECT size, note FROM ${this.#table} WHERE cosignatures >= ? ORDER BY size DESC LIMIT 1`;
    const [row] = this.#sql.exec<Row>(query, cosignatures).toArray();
    return row && { size: row.size, note: noteOf(row) };
  }

  /** The stored checkpoint of a size. */
  at(size: number): string | undefined {
    const query = `SELECT note FROM ${this.#table} WHERE size = ?`;
    const [row] = this.#sql.exec<Pick<Row, "note">>(query, size).toArray();
    return row && noteOf(row);
  }

  /** Stores a new checkpoint, and deletes the previous one unless it was cosigned. */
  put(size: number, note: string): void {
    // In this order, a failure at any point leaves a checkpoint that the chain can be checked against.
    this.#sql.exec(`INSERT OR REPLACE INTO ${this.#table} (size, note) VALUES (?, ?)`, size, note);
    this.#sql.exec(`DELETE FROM ${this.#table} WHERE cosignatures = 0 AND size <> ?`, size);
    if (this.#unsigned && this.unsignedSize() !== undefined) this.#kv.delete(this.#unsigned);
  }

  /** Replaces the text of a stored checkpoint after the ledger's signatures on it have changed. */
  replace(size: number, note: string): void {
    this.#sql.exec(`UPDATE ${this.#table} SET note = ? WHERE size = ?`, note, size);
  }

  /** Stores a checkpoint with its cosignatures. */
  putCosigned(size: number, note: string, cosignatures: number): void {
    const query = `INSERT OR REPLACE INTO ${this.#table} (size, note, cosignatures) VALUES (?, ?, ?)`;
    this.#sql.exec(query, size, note, cosignatures);
    this.#sql.exec(
      `DELETE FROM ${this.#table} WHERE cosignatures > 0 AND size NOT IN
         (SELECT size FROM ${this.#table} WHERE cosignatures > 0 ORDER BY size DESC LIMIT ?)`,
      COSIGNED_LIMIT,
    );
  }

  /** The size of a tree that never had a checkpoint because there was no signing key; otherwise `undefined`. */
  unsignedSize(): number | undefined {
    return this.#unsigned && this.#kv.get<number>(this.#unsigned);
  }

  /** Marks the tree as unsigned if no checkpoint covers any of the stored blocks. */
  markIfNeverSigned(): void {
    const query = `SELECT max("index") AS size FROM blocks WHERE NOT EXISTS (SELECT 1 FROM checkpoints)`;
    const [{ size } = { size: null }] = this.#sql.exec<{ size: number | null }>(query).toArray();
    if (size !== null && this.unsignedSize() === undefined) this.markUnsigned(size);
  }

  /**
   * Marks the tree as unsigned up to a size, because it grew without a signing key.
   *
   * @throws SigningKeyMissing if the log never grows without one
   */
  markUnsigned(size: number): void {
    if (!this.#unsigned) throw new SigningKeyMissing();
    this.#kv.put(this.#unsigned, size);
  }
}

/** The text of a checkpoint. The table is STRICT, but someone who edits the storage can recreate it. */
function noteOf({ note }: Pick<Row, "note">): string {
  return typeof note === "string" ? note : "";
}
