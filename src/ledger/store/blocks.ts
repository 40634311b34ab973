import { type Block, BLOCK_FIELDS, hashBlock } from "../../chain/block.ts";
import type { BlockLines } from "../../chain/block-lines.ts";
import { SELECT_BLOCKS, blockOf, BOUND_LINE, COLUMNS, IS_PLAIN, LINE, type Row, TEXT } from "./block-rows.ts";
import { formatFault } from "../../chain/format.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import { Contradiction } from "../contradiction.ts";
import type { StoredBlocks } from "./stored-blocks.ts";

/** The newest block before an index that holds a registration number: its registration, or the latest correction. */
export const NEWEST_HOLDER = `SELECT max("index") FROM (
  SELECT "index" FROM blocks WHERE Reg_no = ?1 AND "index" > 1 AND "index" < ?2 AND corrects IS NULL
  UNION ALL SELECT "index" FROM blocks WHERE Reg_no = ?1 AND "index" < ?2 AND corrects IS NOT NULL)`;

/** For each of the registration numbers in a JSON array, the newest block that holds it, if there is one. */
const HOLDERS = `SELECT number, held FROM (SELECT value AS number, (${NEWEST_HOLDER.replaceAll("?1", "value")}) AS held
  FROM json_each(?1)) WHERE held IS NOT NULL`;

/** The first block before an index that corrects a block. */
export const CORRECTION_OF = `SELECT min("index") FROM blocks WHERE corrects = ?1 AND "index" > ?1 AND "index" < ?2`;

/** How long the newest block stays cached, in milliseconds. */
const CACHED_FOR = 1000;

/** How many blocks are read from the database for one piece of a stream: about 180 KB. */
const BLOCKS_PER_PIECE = 500;

const encoder = new TextEncoder();

/** The chain's blocks in the object's SQLite database. All SQL on blocks is here; its column lists are in `block-rows.ts`. */
export class Blocks implements StoredBlocks<Block> {
  readonly #sql: SqlStorage;
  /** The cached newest block, and when the cache expires. */
  #cached: { readonly tip: Block; readonly until: number } | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The newest block; `undefined` on an empty chain. */
  tip(): Block | undefined {
    return this.#first(`${SELECT_BLOCKS} ORDER BY "index" DESC LIMIT 1`);
  }

  /**
   * The newest block of a chain that must have one.
   *
   * @throws Contradiction if the chain has no blocks any more
   */
  newest(): Block {
    const tip = this.tip();
    if (!tip) throw new Contradiction();
    return tip;
  }

  /**
   * Like {@link newest}, but cached for a short time while no block is appended. An edit of the storage shows once the
   * cache has expired.
   */
  cachedTip(): Block {
    const now = Date.now();
    if (!this.#cached || now >= this.#cached.until) this.#cached = { tip: this.newest(), until: now + CACHED_FOR };
    return this.#cached.tip;
  }

  /** How many blocks the chain has. This is the tip's index, since this code never deletes a block. */
  length(): number {
    return this.tip()?.index ?? 0;
  }

  /** The block at an index, from 1. */
  at(index: number): Block | undefined {
    return this.#first(`${SELECT_BLOCKS} WHERE "index" = ?`, index);
  }

  /** The newest block that holds the registration number. Genesis is left out, since it registers nobody. */
  byRegNo(regNo: string): Block | undefined {
    return this.#first(`${SELECT_BLOCKS} WHERE "index" = (${NEWEST_HOLDER})`, regNo, Number.MAX_SAFE_INTEGER);
  }

  /** The indices of the newest blocks that hold registration numbers, by number. Genesis is left out. */
  holders(regNos: readonly string[]): Map<string, number> {
    const rows = this.#sql.exec(HOLDERS, JSON.stringify(regNos), Number.MAX_SAFE_INTEGER).raw<[string, number]>();
    return new Map(rows);
  }

  /** The index of the newest block before `before` that holds the registration number, by the database's index. */
  newestHolder(regNo: string, before = Number.MAX_SAFE_INTEGER): number | undefined {
    const [[index] = [null]] = this.#sql.exec(NEWEST_HOLDER, regNo, before).raw<[number | null]>();
    return index ?? undefined;
  }

  /**
   * The blocks from one index to another, inclusive, that hold a patient's ID and were not corrected. It reads all of
   * these blocks, since there is no index of patients.
   */
  ofPatient(patientId: string, from: number, to: number): Block[] {
    const query = `${SELECT_BLOCKS} WHERE "index" BETWEEN ? AND ? AND patient_ID = ? AND NOT EXISTS (
      SELECT 1 FROM blocks AS later WHERE later.corrects = blocks."index")`;
    return this.#read(query, from, to, patientId);
  }

  /** The index of the first block, before `before` if given, that corrects the block at an index, if one does. */
  correctionOf(index: number, before = Number.MAX_SAFE_INTEGER): number | undefined {
    const [[found] = [null]] = this.#sql.exec(CORRECTION_OF, index, before).raw<[number | null]>();
    return found ?? undefined;
  }

  /** The index of the block that the block at an index corrects, if it corrects an earlier one. */
  correctedBy(index: number): number | undefined {
    const query = `SELECT corrects FROM blocks WHERE "index" = ? AND corrects > 1 AND corrects < "index"`;
    const [[found] = []] = this.#sql.exec(query, index).raw<[number]>();
    return found;
  }

  /** The blocks with the versions of the record in a block, oldest first. */
  versionsOf(index: number): Block[] {
    const older = `SELECT corrects FROM older JOIN blocks ON "index" = at WHERE corrects > 1 AND corrects < at`;
    const newer = `SELECT "index" FROM newer JOIN blocks ON corrects = at WHERE "index" > at`;
    const versions = `WITH RECURSIVE older (at) AS (VALUES (?1) UNION ${older}),
      newer (at) AS (VALUES (?1) UNION ${newer}) SELECT at FROM older UNION SELECT at FROM newer`;
    return this.#read(`${SELECT_BLOCKS} WHERE "index" IN (${versions}) ORDER BY "index"`, index);
  }

  /** Whether a block is the same as a later one, or an earlier version of the same record. */
  isVersionOf(index: number, later: number): boolean {
    const versions = `WITH RECURSIVE versions (at) AS (VALUES (?2) UNION ALL
      SELECT corrects FROM versions JOIN blocks ON "index" = at WHERE corrects >= ?1 AND corrects < at)
      SELECT at FROM versions`;
    return this.#sql.exec(`SELECT 1 FROM (${versions}) WHERE at = ?1 LIMIT 1`, index, later).toArray().length > 0;
  }

  /** The registration number of the block at an index. */
  regNoAt(index: number): SqlStorageValue | undefined {
    const [[regNo] = []] = this.#sql
      .exec(`SELECT Reg_no FROM blocks WHERE "index" = ?`, index)
      .raw<[SqlStorageValue]>();
    return regNo;
  }

  /**
   * Whether a registration from index `from` to `to` may repeat a registration number from before `first`. Corrections
   * among the former do not count.
   */
  mayRepeat(first: number, from: number, to: number): boolean {
    const earlier = `SELECT 1 FROM blocks AS earlier WHERE earlier.Reg_no = later.Reg_no AND earlier."index" < ?3`;
    const query = `SELECT 1 FROM blocks AS later WHERE later."index" BETWEEN ?1 AND ?2 AND later.corrects IS NULL AND (
      EXISTS (${earlier} AND earlier."index" > 1 AND earlier.corrects IS NULL)
      OR EXISTS (${earlier} AND earlier.corrects IS NOT NULL)) LIMIT 1`;
    return this.#sql.exec(query, from, to, first).toArray().length > 0;
  }

  /** The blocks from `from` to `to`, inclusive, in order; at most `count`. */
  range(from: number, to: number, count: number): Block[] {
    return this.#read(`${SELECT_BLOCKS} WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`, from, to, count);
  }

  /** See {@link StoredBlocks.texts}. SQLite writes the texts twice as fast as JavaScript. */
  texts(from: number, to: number): [index: number, text: string][] {
    const query = `SELECT "index", ${TEXT} FROM blocks
      WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`;
    return Array.from(this.#sql.exec(query, from, to, BLOCKS_PER_PIECE).raw<[number, string]>());
  }

  /**
   * The blocks from one index to another, inclusive, as lines.
   *
   * @param difficulty the difficulty that all of them must have
   * @returns `undefined` if some block cannot be written as a line; then use `range`
   */
  lines(from: number, to: number, difficulty: number | undefined): BlockLines | undefined {
    // SQLite reads the rows in order of the index. An ORDER BY would take longer, and lines in the wrong order fail
    // validation anyway.
    const query = `SELECT group_concat(${difficulty === undefined ? LINE : BOUND_LINE}, '\n'), count(*)
      FROM blocks WHERE "index" BETWEEN ? AND ? AND difficulty IS ? AND ${IS_PLAIN}`;
    try {
      const [[text, count] = [null, 0]] = this.#sql
        .exec(query, from, to, difficulty ?? null)
        .raw<[string | null, number]>();
      return text !== null && count === to - from + 1 ? (encoder.encode(text) as BlockLines) : undefined;
    } catch {
      // The text is too long for an SQLite value.
      return undefined;
    }
  }

  /** Who mined each block from one index to another, inclusive, in order. */
  miners(from: number, to: number): { miner: string; index: number }[] {
    const query = `SELECT mined_by AS miner, "index" FROM blocks WHERE "index" BETWEEN ? AND ? ORDER BY "index"`;
    return this.#sql.exec<{ miner: string; index: number }>(query, from, to).toArray();
  }

  hasFormat(block: LinkedBlock): boolean {
    return formatFault(block) === undefined;
  }

  async isSound(block: LinkedBlock): Promise<boolean> {
    // The format is all that has to be known about it.
    return this.hasFormat(block) && (await hashBlock(block as Block)) === block.hash;
  }

  /** The newest proofs of the chain, oldest first; at most `count`. */
  proofs(count: number): number[] {
    const query = `SELECT proof FROM (SELECT "index", proof FROM blocks ORDER BY "index" DESC LIMIT ?) ORDER BY "index"`;
    return Array.from(this.#sql.exec(query, count).raw<[number]>(), ([proof]) => proof);
  }

  /**
   * Appends a block to the tip.
   *
   * @throws Error from SQLite if the index or the registration number is taken; then nothing changes
   */
  append(block: Block): void {
    // The enclosing transaction may still be rolled back, so the next call reads the database.
    this.#cached = undefined;
    this.#sql.exec(
      `INSERT INTO blocks (${COLUMNS}) VALUES (${BLOCK_FIELDS.map(() => "?").join(", ")})`,
      ...BLOCK_FIELDS.map((name) => block[name] ?? null),
    );
  }

  #first(query: string, ...bindings: SqlStorageValue[]): Block | undefined {
    return this.#read(query, ...bindings)[0];
  }

  /** Reads rows as arrays, since the runtime takes twice as long to make objects. */
  #read(query: string, ...bindings: SqlStorageValue[]): Block[] {
    return Array.from(this.#sql.exec(query, ...bindings).raw<Row>(), blockOf);
  }
}
