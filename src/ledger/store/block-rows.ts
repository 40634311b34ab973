import { type Block, BLOCK_FIELDS } from "../../chain/block.ts";

/** A block's columns as stored in SQLite. They may have been edited, so this is not yet known to be a block. */
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

/** The beginning of a query for rows. */
export const SELECT_BLOCKS = `SELECT ${COLUMNS} FROM blocks`;

/** The attributes that a block lacks if their column is NULL. */
const OPTIONAL = ["author", "corrects"] as const;

/** An SQL expression for a row's block as JSON, the same text that `JSON.stringify` returns. */
export const TEXT = jsonOf(BLOCK_FIELDS, ["difficulty", ...OPTIONAL]);

/** The attributes of a block's canonical form, in canonical order. */
const BOUND_FIELDS = BLOCK_FIELDS.filter((name) => name !== "hash").toSorted();

/**
 * An SQL expression for a row of a `block-hash` ledger as a line of `BlockLines`. SQLite serializes strings as RFC 8785
 * requires; the tests verify that.
 */
export const BOUND_LINE = `hash || ${jsonOf(BOUND_FIELDS, OPTIONAL)}`;

/** The same for a `squares` ledger. */
export const LINE = `hash || ${jsonOf(
  BOUND_FIELDS.filter((name) => name !== "difficulty"),
  OPTIONAL,
)}`;

/**
 * An SQL condition that no attribute is a BLOB, which could hide JSON. SQLite orders every other value before a BLOB,
 * and `typeof` would take three times as long. The table is STRICT, but someone who edits the storage can recreate it.
 */
export const IS_PLAIN = BLOCK_FIELDS.filter((name) => name !== "index" && name !== "difficulty")
  .map((name) => `${name === "author" || name === "corrects" ? `coalesce(${name}, 0)` : name} < x''`)
  .join(" AND ");

/**
 * The block of a row, without attributes for NULL columns. The common cases are spelled out because they are faster.
 */
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
 * A column's name in SQL. Only the keyword "index" is quoted, since SQLite takes an unknown name in quotes for a
 * string.
 */
function column(name: string): string {
  return name === "index" ? `"index"` : name;
}

/** An SQL expression for a JSON object of columns that leaves out the optional ones if they are NULL. */
function jsonOf(names: readonly string[], [optional, ...others]: readonly string[]): string {
  if (optional === undefined) return `json_object(${names.map((name) => `'${name}', ${column(name)}`).join(", ")})`;
  const without = jsonOf(
    names.filter((name) => name !== optional),
    others,
  );
  return `iif(${optional} IS NULL, ${without}, ${jsonOf(names, others)})`;
}
