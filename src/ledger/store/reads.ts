import { isHexHash } from "../../chain/text/hex.ts";
import type { StoredLeaf, StoredLeaves } from "./stored-leaves.ts";

/** An entry of the log of reads as it is stored. Someone who edits the storage can put anything there. */
export interface StoredRead extends StoredLeaf {
  /** The record's number, in the clear; absent if the entry concerns none or all. */
  readonly record: number | undefined;
  /** Leads to the key of its month in the vault. */
  readonly keyId: Uint8Array<ArrayBuffer>;
  /** The entry's disclosures, encrypted. */
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  /** A keyed hash of its number, its commitment, the record's number and the key's id. */
  readonly mac: Uint8Array<ArrayBuffer>;
}

const COLUMNS = "number, commitment, record, key_id, ciphertext, mac";

/** How many rows one statement inserts: the platform allows 100 parameters. */
const ROWS_PER_STATEMENT = 16;

type Row = Record<"number" | "commitment" | "record" | "key_id" | "ciphertext" | "mac", SqlStorageValue>;

/** The log of reads in the object's SQLite database. All SQL on its entries is here. */
export class Reads implements StoredLeaves<StoredRead> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  tip(): StoredRead | undefined {
    return this.#read("ORDER BY number DESC LIMIT 1")[0];
  }

  length(): number {
    const [[newest] = []] = this.#sql.exec("SELECT max(number) FROM reads").raw<[number | null]>();
    return newest ?? 0;
  }

  at(index: number): StoredRead | undefined {
    return this.#read("WHERE number = ?", index)[0];
  }

  range(from: number, to: number, count: number): StoredRead[] {
    return this.#read("WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?", from, to, count);
  }

  hasFormat({ index, hash }: StoredLeaf): boolean {
    return Number.isSafeInteger(index) && index > 0 && typeof hash === "string" && isHexHash(hash);
  }

  /** A leaf covers the commitment alone, and only whoever has the key of its month can compare it with the contents. */
  async isSound(leaf: StoredLeaf): Promise<boolean> {
    return this.hasFormat(leaf);
  }

  /** Appends entries. Call this in the transaction that stores their tree and its checkpoint. */
  append(entries: readonly StoredRead[]): void {
    for (let from = 0; from < entries.length; from += ROWS_PER_STATEMENT) {
      const some = entries.slice(from, from + ROWS_PER_STATEMENT);
      this.#sql.exec(
        `INSERT INTO reads (${COLUMNS}) VALUES ${some.map(() => "(?, ?, ?, ?, ?, ?)").join(", ")}`,
        ...some.flatMap(({ index, hash, record, keyId, ciphertext, mac }) => [
          index,
          hash,
          record ?? null,
          keyId,
          ciphertext,
          mac,
        ]),
      );
    }
  }

  #read(condition: string, ...bindings: readonly number[]): StoredRead[] {
    const rows = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM reads ${condition}`, ...bindings).toArray();
    return rows.map(({ number, commitment, record, key_id, ciphertext, mac }) => ({
      index: number as number,
      hash: commitment as string,
      record: (record ?? undefined) as number | undefined,
      keyId: bytesOf(key_id),
      ciphertext: bytesOf(ciphertext),
      mac: bytesOf(mac),
    }));
  }
}

/** The table is STRICT, but someone who edits the storage can recreate it. */
function bytesOf(value: SqlStorageValue): Uint8Array<ArrayBuffer> {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array();
}
