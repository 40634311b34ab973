import type { Block } from "../chain/block.ts";

/** A block as SQLite holds it: what an operator may have edited, so not yet known to be a block. */
type Row = Record<keyof Block, SqlStorageValue>;

const ALL = `SELECT "index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash FROM blocks`;

/** The chain's blocks in the object's SQLite database: all SQL on blocks is here. */
export class Blocks {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The newest block, or nothing on an empty chain. */
  tip(): Block | undefined {
    return this.#first(`${ALL} ORDER BY "index" DESC LIMIT 1`);
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
    const rows = this.#sql.exec<Row>(`${ALL} WHERE "index" BETWEEN ? AND ? ORDER BY "index" LIMIT ?`, from, to, count);
    return rows.toArray().map(blockOf);
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
    const [row] = this.#sql.exec<Row>(query, ...bindings).toArray();
    return row && blockOf(row);
  }
}

/** Only a `block-hash` chain's blocks have the attribute `difficulty`. */
function blockOf(row: Row): Block {
  const { difficulty, ...block } = row;
  return (difficulty === null ? block : row) as unknown as Block;
}
