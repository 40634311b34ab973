import type { LinkedBlock } from "../../chain/linked-block.ts";
import { BLOCK_LIMITS, digestHeader, type Header, HEADER_FIELDS } from "../../chain/sealed/header.ts";
import { headerFormatFault } from "../../chain/sealed/header-format.ts";
import { hex } from "../../chain/text/hex.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredBlocks } from "./stored-blocks.ts";

/** The most bytes of a page of blocks or of a piece of a stream, unless one block alone has more. */
const PIECE_BYTES = 1024 * 1024;

/** About how many bytes a header takes as JSON. */
const HEADER_BYTES = 450;

/** The most blocks of a piece. */
const BLOCKS_PER_PIECE = 500;

/** How long the newest header stays cached, in milliseconds. */
const CACHED_FOR = 1000;

/** A column's name in SQL: only the keyword "index" is quoted. */
const column = (name: string) => (name === "index" ? `"index"` : name);
const COLUMNS = HEADER_FIELDS.map(column).join(", ");
const SELECT_HEADERS = `SELECT ${COLUMNS} FROM headers`;

/** The numbers of a header's entries. Nobody can edit a header so that it claims more of them than a block may have. */
const OWN_NUMBERS = `first_entry AND min(last_entry, first_entry + ${BLOCK_LIMITS.entries - 1})`;

/**
 * A header as JSON text, and with its entries. Entries that someone edited may not be JSON, and JSON cannot hold a BLOB,
 * before which SQLite orders every other value.
 */
const HEADER_TEXT = `json_object(${HEADER_FIELDS.map((name) => `'${name}', iif(${column(name)} < x'', ${column(name)}, NULL)`).join(", ")})`;
const ENTRIES_TEXT = `(SELECT group_concat(iif(json_valid(entry), entry, 'null'), ',') FROM
  (SELECT entry FROM entries WHERE number BETWEEN ${OWN_NUMBERS} ORDER BY number))`;
const BLOCK_TEXT = `rtrim(${HEADER_TEXT}, '}') || ',"entries":[' || coalesce(${ENTRIES_TEXT}, '') || ']}'`;

/** The headers of a sealed ledger's blocks in the object's SQLite database. All SQL on headers is here. */
export class Headers implements StoredBlocks<Header> {
  readonly #sql: SqlStorage;
  /** The cached newest header, and when the cache expires. */
  #cached: { readonly tip: Header; readonly until: number } | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  tip(): Header | undefined {
    return this.#read(`${SELECT_HEADERS} ORDER BY "index" DESC LIMIT 1`)[0];
  }

  newest(): Header {
    const tip = this.tip();
    if (!tip) throw new Contradiction();
    return tip;
  }

  /** Like {@link newest}, but cached for a short time while no block is appended. */
  cachedTip(): Header {
    const now = Date.now();
    if (!this.#cached || now >= this.#cached.until) this.#cached = { tip: this.newest(), until: now + CACHED_FOR };
    return this.#cached.tip;
  }

  length(): number {
    return this.tip()?.index ?? 0;
  }

  at(index: number): Header | undefined {
    return this.#read(`${SELECT_HEADERS} WHERE "index" = ?`, index)[0];
  }

  range(from: number, to: number, count: number): Header[] {
    return this.#read(`${SELECT_HEADERS} WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`, from, to, count);
  }

  /** The index and the hash of the block with an entry; `undefined` if no block has it yet. */
  withEntry(number: number): Pick<Header, "index" | "hash"> | undefined {
    // A whole header takes three times as long, and those who ask mostly know it.
    const query = `SELECT "index", hash, last_entry FROM headers WHERE first_entry <= ? ORDER BY first_entry DESC LIMIT 1`;
    const [[index, hash, last] = [0, "", 0]] = this.#sql.exec(query, number).raw<[number, string, number]>();
    return number <= last ? { index, hash } : undefined;
  }

  texts(from: number, to: number, entries: boolean): [index: number, text: string][] {
    const end = Math.min(this.pageEnd(from, BLOCKS_PER_PIECE, entries), to);
    const query = `SELECT "index", ${entries ? BLOCK_TEXT : HEADER_TEXT} FROM headers
      WHERE "index" BETWEEN ? AND ? ORDER BY "index"`;
    return Array.from(this.#sql.exec(query, from, end).raw<[number, string]>());
  }

  /**
   * The index of the last block of a page.
   *
   * @param limit the most blocks that it may have
   */
  pageEnd(from: number, limit: number, entries: boolean): number {
    const size = entries
      ? `(SELECT coalesce(sum(length(entry) + 1), 0) FROM entries WHERE number BETWEEN ${OWN_NUMBERS})`
      : "0";
    const query = `SELECT "index", ${size} AS size FROM headers WHERE "index" >= ? ORDER BY "index" LIMIT ?`;
    let end = from - 1;
    let bytes = 0;
    for (const [index, length] of this.#sql.exec(query, from, limit).raw<[number, number]>()) {
      bytes += HEADER_BYTES + length;
      if (bytes > PIECE_BYTES && end >= from) break;
      end = index;
    }
    return end;
  }

  miners(from: number, to: number): { miner: string; index: number }[] {
    const query = `SELECT mined_by AS miner, "index" FROM headers WHERE "index" BETWEEN ? AND ? ORDER BY "index"`;
    return this.#sql.exec<{ miner: string; index: number }>(query, from, to).toArray();
  }

  hasFormat(header: LinkedBlock): boolean {
    return headerFormatFault(header) === undefined;
  }

  async isSound(header: LinkedBlock): Promise<boolean> {
    // The format is all that has to be known about it.
    return this.hasFormat(header) && hex(new Uint8Array(await digestHeader(header as Header))) === header.hash;
  }

  /**
   * Appends a header to the tip. Its entries are stored already.
   *
   * @throws Error from SQLite if the index or the first entry is taken; then nothing changes
   */
  append(header: Header): void {
    // The enclosing transaction may still be rolled back, so the next call reads the database.
    this.#cached = undefined;
    this.#sql.exec(
      `INSERT INTO headers (${COLUMNS}) VALUES (${HEADER_FIELDS.map(() => "?").join(", ")})`,
      ...HEADER_FIELDS.map((name) => header[name]),
    );
  }

  #read(query: string, ...bindings: SqlStorageValue[]): Header[] {
    return Array.from(this.#sql.exec(query, ...bindings).raw<SqlStorageValue[]>(), headerOfRow);
  }
}

/** The header of a row. Someone may have edited it, so this is not yet known to be a header. */
function headerOfRow(row: SqlStorageValue[]): Header {
  // Spelled out, since this takes a fraction of the time, and in the order of HEADER_FIELDS.
  const [index, timestamp, first_entry, last_entry, merkle_root, mined_by, difficulty, proof, previous_hash, hash] =
    row;
  const header = { index, timestamp, first_entry, last_entry, merkle_root, mined_by, difficulty, proof };
  return { ...header, previous_hash, hash } as unknown as Header;
}
