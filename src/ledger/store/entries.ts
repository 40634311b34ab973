import { COMMITMENT, COMMITS, ENROLS_OR_REVOKES, PREFIX, REFERENCE, REFERS } from "./entry-columns.ts";
import type { AcceptedRow, Holder, SealedRow, StoredEntry } from "./entry-rows.ts";

/** The most parameters that a statement may have on the platform. */
const PARAMETERS = 100;

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
    return Array.from(this.#sql.exec(query, from, to).raw<[SqlStorageValue]>(), ([text]) => textOf(text));
  }

  /** The text of an entry. */
  text(number: number): string | undefined {
    return this.texts(number, number)[0];
  }

  /** Entries that are waiting to be mined, with their numbers and MACs; the oldest first, at most `count`. */
  waiting(from: number, count: number): AcceptedRow[] {
    return this.#accepted(
      "SELECT number, entry, mac FROM entries WHERE number >= ? ORDER BY number LIMIT ?",
      from,
      count,
    );
  }

  #accepted(query: string, ...bindings: readonly number[]): AcceptedRow[] {
    return Array.from(
      this.#sql.exec(query, ...bindings).raw<[number, SqlStorageValue, SqlStorageValue]>(),
      ([number, text, mac]) => ({ number, text: textOf(text), mac: bytes(mac) ?? new Uint8Array() }),
    );
  }

  /** The fingerprint of what an entry commits to; see `StoredVersion`. It is not trusted. */
  fingerprint(number: number): Uint8Array<ArrayBuffer> | undefined {
    const query = "SELECT fingerprint FROM entries WHERE number = ?";
    const [[fingerprint = null] = []] = this.#sql.exec(query, number).raw<[SqlStorageValue]>();
    return bytes(fingerprint);
  }

  /** When the entries from a number on were accepted, in milliseconds since 1970, by their numbers. */
  acceptedFrom(number: number): ReadonlyMap<number, number> {
    const query = "SELECT number, accepted_at FROM entries WHERE number >= ?";
    return new Map(this.#sql.exec(query, number).raw<[number, number]>());
  }

  /** What opening the records from one number to another reads, in order. */
  sealed(from: number, to: number): SealedRow[] {
    const query = "SELECT number, entry, key_id, ciphertext FROM entries WHERE number BETWEEN ? AND ? ORDER BY number";
    return Array.from(
      this.#sql.exec(query, from, to).raw<[number, SqlStorageValue, SqlStorageValue, SqlStorageValue]>(),
      ([number, text, keyId, ciphertext]) => ({
        number,
        text: textOf(text),
        keyId: bytes(keyId),
        ciphertext: bytes(ciphertext),
      }),
    );
  }

  /**
   * The versions that each of many keyed hashes leads to, oldest first, by the hash in hex; hashes that lead nowhere are
   * absent.
   */
  holders(lookups: readonly Uint8Array<ArrayBuffer>[]): Map<string, Holder[]> {
    const holders = new Map<string, Holder[]>();
    for (let from = 0; from < lookups.length; from += PARAMETERS / 2) {
      const some = lookups.slice(from, from + PARAMETERS / 2);
      const query = `SELECT lower(hex(lookup)), number, lower(hex(fingerprint)) FROM lookups LEFT JOIN entries
        USING (number) WHERE ${PREFIX} IN (${placesOf(some)}) AND lookup IN (${placesOf(some)}) ORDER BY number`;
      const bindings = [...some.map((lookup) => prefixOf(lookup)), ...some.map(({ buffer }) => buffer)];
      const rows = this.#sql.exec(query, ...bindings).raw<[string, number, string]>();
      for (const [lookup, number, fingerprint] of rows) {
        const found = holders.get(lookup);
        if (found) found.push({ number, fingerprint });
        else holders.set(lookup, [{ number, fingerprint }]);
      }
    }
    return holders;
  }

  /**
   * The numbers of the current versions that a keyed hash leads to, in order; at most `count`.
   *
   * @param newest the number of the newest entry that counts: a version that a later one replaces is still current
   */
  currentNumbers(lookup: Uint8Array<ArrayBuffer>, newest: number, count: number): number[] {
    const query = `SELECT DISTINCT number FROM lookups WHERE ${PREFIX} = ? AND lookup = ? AND number <= ? AND NOT EXISTS
      (SELECT 1 FROM entries WHERE ${REFERS} AND ${REFERENCE} = lookups.number AND entries.number <= ?)
      ORDER BY number LIMIT ?`;
    const rows = this.#sql.exec(query, prefixOf(lookup), lookup.buffer, newest, newest, count).raw<[number]>();
    return Array.from(rows, ([number]) => number);
  }

  /** Whether a keyed hash leads to a record. */
  leadsTo(lookup: Uint8Array<ArrayBuffer>, number: number): boolean {
    const query = `SELECT 1 FROM lookups WHERE ${PREFIX} = ? AND lookup = ? AND number = ?`;
    return this.#sql.exec(query, prefixOf(lookup), lookup.buffer, number).toArray().length > 0;
  }

  /** The numbers of the entries that may correct or erase an entry, in order. Only their texts say whether they do. */
  referring(number: number): number[] {
    const query = `SELECT number FROM entries WHERE ${REFERS} AND ${REFERENCE} = ? ORDER BY number`;
    return Array.from(this.#sql.exec(query, number).raw<[number]>(), ([each]) => each);
  }

  /** The first of those, mined or waiting, for each entry from one number to another, by the numbers of these. */
  replacements(from: number, to: number): Map<number, number> {
    const query = `SELECT ${REFERENCE}, min(number) FROM entries WHERE ${REFERS} AND ${REFERENCE} BETWEEN ? AND ?
      GROUP BY 1`;
    return new Map(this.#sql.exec(query, from, to).raw<[number, number]>());
  }

  /**
   * The entries after one number, up to another, that may correct or erase others, or enrol or revoke keys, in order; at
   * most `count`.
   */
  allReferring(after: number, to: number, count: number): AcceptedRow[] {
    const query = `SELECT number, entry, mac FROM entries WHERE ${REFERS} AND number > ? AND number <= ?
      ORDER BY number LIMIT ?`;
    return this.#accepted(query, after, to, count);
  }

  /** The first entries after a number that may enrol or revoke a key, in order; at most `count`. */
  ofKeys(after: number, count: number): AcceptedRow[] {
    const query = `SELECT number, entry, mac FROM entries WHERE ${ENROLS_OR_REVOKES} AND number > ?
      ORDER BY number LIMIT ?`;
    return this.#accepted(query, after, count);
  }

  /** Has a commitment lead to its entry without reading all of them. Call this in a transaction. */
  indexCommitments(): void {
    this.#sql.exec(`CREATE INDEX IF NOT EXISTS entries_by_commitment ON entries (${COMMITMENT}) WHERE ${COMMITS}`);
  }

  /**
   * Whether an entry has this commitment, mined or waiting.
   *
   * @param from the number of the first entry that counts
   */
  isCommitted(commitment: string, from: number): boolean {
    const query = `SELECT 1 FROM entries WHERE ${COMMITS} AND ${COMMITMENT} = substr(?, 1, 16) AND number >= ?
      AND instr(entry, ?) > 0`;
    return this.#sql.exec(query, commitment, from, `"commitment":"${commitment}"`).toArray().length > 0;
  }

  /** The first entries after a number that may erase another, in order, with what they erase. */
  erasures(after: number, count: number): { number: number; erases: number }[] {
    const query = `SELECT number, json_extract(entry, '$.erases') FROM entries WHERE ${REFERS} AND number > ?
      AND iif(json_valid(entry), json_extract(entry, '$.kind'), '') = 'erasure' ORDER BY number LIMIT ?`;
    const rows = this.#sql.exec(query, after, count).raw<[number, number]>();
    return Array.from(rows, ([number, erases]) => ({ number, erases }));
  }

  /**
   * Overwrites everything that is stored of versions of a record, but not the ids of their keys, with random bytes of the
   * same length. The rows stay; see migrations.ts. Call this in a transaction.
   */
  overwrite(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#sql.exec(
        `UPDATE entries SET ciphertext = randomblob(length(ciphertext)), fingerprint = randomblob(length(fingerprint))
         WHERE number = ? AND length(ciphertext) > 0 AND length(fingerprint) > 0`,
        number,
      );
      this.#sql.exec(
        "UPDATE lookups SET lookup = randomblob(length(lookup)) WHERE place IN (?, ?) AND number = ?",
        ...lookupPlaces(number),
        number,
      );
    }
  }

  /**
   * Adds entries. Call this in a transaction.
   *
   * @param now the current time in milliseconds since 1970
   * @throws Error from SQLite if a number is taken
   */
  add(entries: readonly StoredEntry[], now: number): void {
    this.#insert(
      "INSERT INTO entries (number, entry, accepted_at, mac, key_id, ciphertext, fingerprint)",
      entries.map(({ number, text, mac, version, filler }) => [
        number,
        text,
        now,
        mac.buffer,
        version?.keyId.buffer ?? null,
        (version?.ciphertext ?? filler)?.buffer ?? null,
        version?.fingerprint.buffer ?? null,
      ]),
    );
    // Someone may have put a row in the place of these.
    this.#insert(
      "INSERT OR REPLACE INTO lookups (place, lookup, number)",
      entries.flatMap(({ number, version }) =>
        version ? version.lookups.map(({ buffer }, place) => [lookupPlaces(number)[place] ?? 0, buffer, number]) : [],
      ),
    );
  }

  /** Inserts rows, as many with each statement as its parameters allow: that takes half the time. */
  #insert(statement: string, rows: readonly (readonly SqlStorageValue[])[]): void {
    const atOnce = Math.floor(PARAMETERS / (rows[0]?.length ?? 1));
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.slice(from, from + atOnce);
      const values = some.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ");
      this.#sql.exec(`${statement} VALUES ${values}`, ...some.flat());
    }
  }
}

/** The places of a version's look-ups. */
function lookupPlaces(number: number): readonly [number, number] {
  return [2 * number, 2 * number + 1];
}

/** The part of a look-up that is in the index. */
function prefixOf(lookup: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return lookup.slice(0, 2).buffer;
}

function placesOf(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

/** The bytes of a column. Someone may have put anything there. */
function bytes(value: SqlStorageValue): Uint8Array<ArrayBuffer> | undefined {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** The text of a column; one that no entry has if someone has put anything else there. */
function textOf(value: SqlStorageValue): string {
  return typeof value === "string" ? value : "";
}
