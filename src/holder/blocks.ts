import { type Block, BLOCK_FIELDS } from "../chain/block.ts";
import type { BlockLines } from "../chain/block-lines.ts";
import { Contradiction } from "./contradiction.ts";

/** A block's columns as SQLite holds them: what an operator may have edited, so not yet known to be a block. */
type Row = [
  index: number,
  timestamp: string,
  patient_name: string,
  patient_ID: string,
  Reg_no: string,
  mined_by: string,
  difficulty: number | null,
  proof: number,
  previous_hash: string,
  hash: string,
];

/** A row as the JSON text that `JSON.stringify` makes of its block. */
const TEXT = `json_object('index', "index", 'timestamp', timestamp, 'patient_name', patient_name, 'patient_ID', patient_ID,
  'Reg_no', Reg_no, 'mined_by', mined_by, 'proof', proof, 'previous_hash', previous_hash, 'hash', hash)`;
const BOUND_TEXT = TEXT.replace("'proof'", "'difficulty', difficulty, 'proof'");

const ALL = `SELECT "index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash FROM blocks`;

/** A row as a line of `BlockLines`. What RFC 8785 asks of a text SQLite does as well (held to it by a test). */
const LINE = `hash || json_object('Reg_no', Reg_no, 'index', "index", 'mined_by', mined_by,
  'patient_ID', patient_ID, 'patient_name', patient_name, 'previous_hash', previous_hash, 'proof', proof,
  'timestamp', timestamp)`;
const BOUND_LINE = LINE.replace("'index'", "'difficulty', difficulty, 'index'");

/**
 * No attribute is a BLOB, in which JSON could hide: SQLite takes every other value for less than one, and `typeof` takes
 * three times as long. The table is STRICT, but whoever edits it may have made it anew.
 */
const IS_PLAIN = BLOCK_FIELDS.filter((name) => name !== "index" && name !== "difficulty")
  .map((name) => `${name} < x''`)
  .join(" AND ");

/** How long the newest block is known without being read again, in milliseconds. */
const KEPT_FOR = 1000;

const encoder = new TextEncoder();

/** The chain's blocks in the object's SQLite database: all SQL on blocks is here. */
export class Blocks {
  readonly #sql: SqlStorage;
  /** The newest block, until when it need not be read again. */
  #kept: { readonly tip: Block; readonly until: number } | undefined;

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
   * As {@link newest}, and without reading a block for a while after one was read and none appended. What somebody edits
   * behind the ledger's back shows when that time is over.
   */
  keptTip(): Block {
    const now = Date.now();
    if (!this.#kept || now >= this.#kept.until) this.#kept = { tip: this.newest(), until: now + KEPT_FOR };
    return this.#kept.tip;
  }

  /** How many blocks the chain has. Blocks are never deleted here, so it is the tip's index. */
  length(): number {
    return this.tip()?.index ?? 0;
  }

  /** The block at an index, from 1. */
  at(index: number): Block | undefined {
    return this.#first(`${ALL} WHERE "index" = ?`, index);
  }

  /** The block that holds the registration number; genesis, which registers nobody, is left out. */
  byRegNo(regNo: string): Block | undefined {
    return this.#first(`${ALL} WHERE Reg_no = ? AND "index" > 1`, regNo);
  }

  /** Up to `count` blocks in order, the first at `from`, none after `to`. */
  range(from: number, to: number, count: number): Block[] {
    return this.#read(`${ALL} WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`, from, to, count);
  }

  /** As {@link range}, with each block as JSON text: SQLite writes it in half the time that JavaScript takes. */
  texts(from: number, to: number, count: number): [index: number, text: string][] {
    const query = `SELECT "index", iif(difficulty IS NULL, ${TEXT}, ${BOUND_TEXT}) FROM blocks
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
    // SQLite reads them in the order of the index. To ask for it takes longer, and lines in another order do not follow.
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
    this.#kept = undefined;
    this.#sql.exec(
      `INSERT INTO blocks ("index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      block.index,
      block.timestamp,
      block.patient_name,
      block.patient_ID,
      block.Reg_no,
      block.mined_by,
      block.difficulty ?? null,
      block.proof,
      block.previous_hash,
      block.hash,
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

/** Only a `block-hash` chain's blocks have the attribute `difficulty`. */
function blockOf(row: Row): Block {
  const [index, timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash] = row;
  return difficulty === null
    ? { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, proof, previous_hash, hash }
    : { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash };
}
