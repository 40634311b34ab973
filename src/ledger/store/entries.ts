/** An entry as accepted: its text, and what only a record's version has. */
export interface StoredEntry {
  /** The canonical text of the entry. */
  readonly text: string;
  /** Proves that this ledger accepted the entry under this number. */
  readonly seal: Uint8Array<ArrayBuffer>;
  readonly version?: StoredVersion | undefined;
}

/** The encrypted fields of a record. */
export interface StoredVersion {
  /** Finds the key in the vault. */
  readonly keyId: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  /** Tells whether a record is repeated without opening this one. */
  readonly fingerprint: Uint8Array<ArrayBuffer>;
  /** The keyed hashes that the record is found by. */
  readonly lookups: readonly Uint8Array<ArrayBuffer>[];
}

/** What opening a record reads. Nothing of it is trusted. */
export interface SealedRow {
  readonly number: number;
  readonly text: string;
  readonly keyId: Uint8Array<ArrayBuffer> | undefined;
  readonly ciphertext: Uint8Array<ArrayBuffer> | undefined;
}

/** The entries of a sealed ledger, accepted or mined, in the object's SQLite database. All SQL on them is here. */
export class Entries {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The number of the entry that was accepted last; 0 if there is none. */
  newest(): number {
    const [[number] = [null]] = this.#sql.exec("SELECT max(number) FROM entries").raw<[number | null]>();
    return number ?? 0;
  }

  /** The texts of the entries from one number to another, inclusive, in order. */
  texts(from: number, to: number): string[] {
    const query = "SELECT entry FROM entries WHERE number BETWEEN ? AND ? ORDER BY number";
    return Array.from(this.#sql.exec(query, from, to).raw<[string]>(), ([text]) => text);
  }

  /** The text of an entry. */
  text(number: number): string | undefined {
    return this.texts(number, number)[0];
  }

  /** Entries that are waiting to be mined, with their numbers and seals; the oldest first, at most `count`. */
  waiting(from: number, count: number): { number: number; text: string; seal: Uint8Array<ArrayBuffer> }[] {
    const query = "SELECT number, entry, seal FROM entries WHERE number >= ? ORDER BY number LIMIT ?";
    return Array.from(
      this.#sql.exec(query, from, count).raw<[number, string, SqlStorageValue]>(),
      ([number, text, seal]) => ({ number, text, seal: bytes(seal) ?? new Uint8Array() }),
    );
  }

  /** When an entry was accepted, in milliseconds since 1970. */
  acceptedAt(number: number): number | undefined {
    const [[at] = []] = this.#sql.exec("SELECT accepted_at FROM entries WHERE number = ?", number).raw<[number]>();
    return at;
  }

  /** What opening the records from one number to another reads, in order. */
  sealed(from: number, to: number): SealedRow[] {
    const query = "SELECT number, entry, key_id, ciphertext FROM entries WHERE number BETWEEN ? AND ? ORDER BY number";
    return Array.from(
      this.#sql.exec(query, from, to).raw<[number, string, SqlStorageValue, SqlStorageValue]>(),
      ([number, text, keyId, ciphertext]) => ({ number, text, keyId: bytes(keyId), ciphertext: bytes(ciphertext) }),
    );
  }

  /** A record's fingerprint. */
  fingerprint(number: number): Uint8Array<ArrayBuffer> | undefined {
    const query = "SELECT fingerprint FROM entries WHERE number = ?";
    const [[found] = []] = this.#sql.exec(query, number).raw<[SqlStorageValue]>();
    return bytes(found ?? null);
  }

  /** The numbers of the records that a keyed hash leads to, in order; at most `count`. */
  numbers(lookup: Uint8Array<ArrayBuffer>, count: number): number[] {
    const query = "SELECT number FROM lookups WHERE lookup = ? ORDER BY number LIMIT ?";
    return Array.from(this.#sql.exec(query, lookup.buffer, count).raw<[number]>(), ([number]) => number);
  }

  /** Whether a keyed hash leads to a record. */
  leadsTo(lookup: Uint8Array<ArrayBuffer>, number: number): boolean {
    const query = "SELECT 1 FROM lookups WHERE lookup = ? AND number = ?";
    return this.#sql.exec(query, lookup.buffer, number).toArray().length > 0;
  }

  /**
   * Adds an entry.
   *
   * @param now the current time in milliseconds since 1970
   * @throws Error from SQLite if the number is taken; then nothing changes
   */
  add(number: number, { text, seal, version }: StoredEntry, now: number): void {
    this.#sql.exec(
      "INSERT INTO entries (number, entry, accepted_at, seal, key_id, ciphertext, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)",
      number,
      text,
      now,
      seal.buffer,
      version?.keyId.buffer ?? null,
      version?.ciphertext.buffer ?? null,
      version?.fingerprint.buffer ?? null,
    );
    for (const lookup of version?.lookups ?? []) {
      this.#sql.exec("INSERT INTO lookups (lookup, number) VALUES (?, ?)", lookup.buffer, number);
    }
  }
}

/** The bytes of a column. Someone may have put anything there. */
function bytes(value: SqlStorageValue): Uint8Array<ArrayBuffer> | undefined {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}
