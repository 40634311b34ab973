import { type Block, BLOCK_FIELDS } from "../../chain/block.ts";

/** A block's columns as SQLite holds them: what an operator may have edited, so not yet known to be a block. */
export type Row = [
  index: number,
  timestamp: string,
  patient_name: string,
  patient_ID: string,
  Reg_no: string,
  author: string | null,
  mined_by: string,
  corrects: number | null,
  difficulty: number | null,
  proof: number,
  previous_hash: string,
  hash: string,
];

/** The columns, in the order of {@link Row}. */
export const COLUMNS = BLOCK_FIELDS.map(column).join(", ");

/** Reads rows. */
export const ALL = `SELECT ${COLUMNS} FROM blocks`;

/** What a block has only where its column is not NULL. */
const OPTIONAL = ["author", "corrects"] as const;

/** A row as the JSON text that `JSON.stringify` makes of its block. */
export const TEXT = jsonOf(BLOCK_FIELDS, ["difficulty", ...OPTIONAL]);

/** The attributes of a block's canonical form, in its order. */
const BOUND_FIELDS = BLOCK_FIELDS.filter((name) => name !== "hash").toSorted();

/**
 * A row of a `block-hash` ledger as a line of `BlockLines`. What RFC 8785 asks of a text SQLite does as well: see the
 * tests.
 */
export const BOUND_LINE = `hash || ${jsonOf(BOUND_FIELDS, OPTIONAL)}`;

/** The same of a `squares` ledger. */
export const LINE = `hash || ${jsonOf(
  BOUND_FIELDS.filter((name) => name !== "difficulty"),
  OPTIONAL,
)}`;

/**
 * No attribute is a BLOB, in which JSON could hide: SQLite takes every other value for less than one, and `typeof`
 * takes three times as long. The table is STRICT, but whoever edits it may have made it anew.
 */
export const IS_PLAIN = BLOCK_FIELDS.filter((name) => name !== "index" && name !== "difficulty")
  .map((name) => `${name === "author" || name === "corrects" ? `coalesce(${name}, 0)` : name} < x''`)
  .join(" AND ");

/** What a block may lack it has no attribute of; most blocks are made without looking at each. */
export function blockOf(row: Row): Block {
  const [index, timestamp, patient_name, patient_ID, Reg_no, author, mined_by, corrects, difficulty, ...rest] = row;
  const [proof, previous_hash, hash] = rest;
  if (author === null && corrects === null) {
    return difficulty === null
      ? { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, proof, previous_hash, hash }
      : { index, timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash };
  }
  return {
    index,
    timestamp,
    patient_name,
    patient_ID,
    Reg_no,
    ...(author === null ? {} : { author }),
    mined_by,
    ...(corrects === null ? {} : { corrects }),
    ...(difficulty === null ? {} : { difficulty }),
    proof,
    previous_hash,
    hash,
  };
}

/**
 * A column's name as SQL writes it; "index" is a word of SQL. In quotes, a name that is no column's is taken for text.
 */
function column(name: string): string {
  return name === "index" ? `"index"` : name;
}

/** A JSON object of columns, without those of the optional ones that are NULL. */
function jsonOf(names: readonly string[], [optional, ...others]: readonly string[]): string {
  if (optional === undefined) return `json_object(${names.map((name) => `'${name}', ${column(name)}`).join(", ")})`;
  const without = jsonOf(
    names.filter((name) => name !== optional),
    others,
  );
  return `iif(${optional} IS NULL, ${without}, ${jsonOf(names, others)})`;
}
