import { type Block, BLOCK_FIELDS } from "../../chain/block.ts";
import type { BlockLines } from "../../chain/block-lines.ts";
import { ALL, blockOf, BOUND_LINE, COLUMNS, IS_PLAIN, LINE, type Row, TEXT } from "./block-rows.ts";
import { Contradiction } from "../contradiction.ts";

/** The newest block before an index that holds a registration number: its own, or the last correction of it. */
export const NEWEST_HOLDER = `SELECT max("index") FROM (
  SELECT "index" FROM blocks WHERE Reg_no = ?1 AND "index" > 1 AND "index" < ?2 AND corrects IS NULL
  UNION ALL SELECT "index" FROM blocks WHERE Reg_no = ?1 AND "index" < ?2 AND corrects IS NOT NULL)`;

/** How long the newest block is known without being read again, in milliseconds. */
const CACHED_FOR = 1000;

const encoder = new TextEncoder();

/** The chain's blocks in the object's SQLite database: all SQL on blocks is here. */
export class Blocks {
  readonly #sql: SqlStorage;
  /** The newest block, until when it need not be read again. */
  #cached: { readonly tip: Block; readonly until: number } | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The newest block, or nothing on an empty chain. */
  tip(): Block | undefined {
    return this.#first(`${ALL} ORDER BY "index" DESC LIMIT 1`);
  }

  /**
   * The newest block of a chain that has some.
   *
   * @throws Contradiction when they are gone
   */
  newest(): Block {
    const tip = this.tip();
    if (!tip) throw new Contradiction();
    return tip;
  }

  /**
   * As {@link newest}, and without reading a block for a while after one was read and none appended. What somebody
   * edits behind the ledger's back shows when that time is over.
   */
  cachedTip(): Block {
    const now = Date.now();
    if (!this.#cached || now >= this.#cached.until) this.#cached = { tip: this.newest(), until: now + CACHED_FOR };
    return this.#cached.tip;
  }

  /** How many blocks the chain has. Blocks are never deleted here, so it is the tip's index. */
  length(): number {
    return this.tip()?.index ?? 0;
  }

  /** The block at an index, from 1. */
  at(index: number): Block | undefined {
    return this.#first(`${ALL} WHERE "index" = ?`, index);
  }

  /** The newest block that holds the registration number; genesis, which registers nobody, is left out. */
  byRegNo(regNo: string): Block | undefined {
    return this.#first(`${ALL} WHERE "index" = (${NEWEST_HOLDER})`, regNo, Number.MAX_SAFE_INTEGER);
  }

  /** The index of the newest block before another one that holds the registration number, by the database's index. */
  newestHolder(regNo: string, before: number): number | undefined {
    const [[index] = [null]] = this.#sql.exec(NEWEST_HOLDER, regNo, before).raw<[number | null]>();
    return index ?? undefined;
  }

  /** The registration number of the block at an index. */
  regNoAt(index: number): SqlStorageValue | undefined {
    const [[regNo] = []] = this.#sql
      .exec(`SELECT Reg_no FROM blocks WHERE "index" = ?`, index)
      .raw<[SqlStorageValue]>();
    return regNo;
  }

  /**
   * Whether a block from one index to another, that is no correction, may hold a number that one before `first` has.
   */
  mayRepeat(first: number, from: number, to: number): boolean {
    const query = `SELECT 1 FROM blocks AS later JOIN blocks AS earlier ON earlier.Reg_no = later.Reg_no
      WHERE later."index" BETWEEN ? AND ? AND later.corrects IS NULL
      AND earlier."index" > 1 AND earlier."index" < ? AND earlier.corrects IS NULL LIMIT 1`;
    return this.#sql.exec(query, from, to, first).toArray().length > 0;
  }

  /** Up to `count` blocks in order, the first at `from`, none after `to`. */
  range(from: number, to: number, count: number): Block[] {
    return this.#read(`${ALL} WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`, from, to, count);
  }

  /** As {@link range}, with each block as JSON text: SQLite writes it in half the time that JavaScript takes. */
  texts(from: number, to: number, count: number): [index: number, text: string][] {
    const query = `SELECT "index", ${TEXT} FROM blocks
      WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`;
    return Array.from(this.#sql.exec(query, from, to, count).raw<[number, string]>());
  }

  /**
   * The blocks from one index to another as lines.
   *
   * @param difficulty the one that all of them must have
   * @returns nothing when some cannot be written so; `range` has them then
   */
  lines(from: number, to: number, difficulty: number | undefined): BlockLines | undefined {
    // SQLite reads them in the order of the index. To ask for it takes longer, and lines in another order do not
    // follow.
    const query = `SELECT group_concat(${difficulty === undefined ? LINE : BOUND_LINE}, '\n'), count(*)
      FROM blocks WHERE "index" BETWEEN ? AND ? AND difficulty IS ? AND ${IS_PLAIN}`;
    try {
      const [[text, count] = [null, 0]] = this.#sql
        .exec(query, from, to, difficulty ?? null)
        .raw<[string | null, number]>();
      return text !== null && count === to - from + 1 ? (encoder.encode(text) as BlockLines) : undefined;
    } catch {
      // More text than SQLite puts into one value.
      return undefined;
    }
  }

  /** Who mined each block from one index to another, in order. */
  miners(from: number, to: number): { miner: string; index: number }[] {
    const query = `SELECT mined_by AS miner, "index" FROM blocks WHERE "index" BETWEEN ? AND ? ORDER BY "index"`;
    return this.#sql.exec<{ miner: string; index: number }>(query, from, to).toArray();
  }

  /** The proof that came after `previousProof` when the chain first had it, or nothing when it never had. */
  proofAfter(previousProof: number): number | undefined {
    const [row] = this.#sql
      .exec<{ proof: number }>(
        `SELECT next.proof FROM blocks AS previous JOIN blocks AS next ON next."index" = previous."index" + 1
         WHERE previous.proof = ? ORDER BY previous."index" LIMIT 1`,
        previousProof,
      )
      .toArray();
    return row?.proof;
  }

  /**
   * Adds the block after the tip.
   *
   * @throws Error from SQLite when the index or the registration number is taken, and then changes nothing
   */
  append(block: Block): void {
    // Whether the transaction that this is part of is undone or not: the next time, the database is asked.
    this.#cached = undefined;
    this.#sql.exec(
      `INSERT INTO blocks (${COLUMNS}) VALUES (${BLOCK_FIELDS.map(() => "?").join(", ")})`,
      ...BLOCK_FIELDS.map((name) => block[name] ?? null),
    );
  }

  #first(query: string, ...bindings: SqlStorageValue[]): Block | undefined {
    return this.#read(query, ...bindings)[0];
  }

  /** Rows as arrays: the runtime takes twice as long to make objects of them. */
  #read(query: string, ...bindings: SqlStorageValue[]): Block[] {
    return Array.from(this.#sql.exec(query, ...bindings).raw<Row>(), blockOf);
  }
}
