import type { Edit } from "../storage/edits.ts";

/** An edit of a stored log of reads with twenty entries. */
export interface LogAttack {
  readonly name: string;
  readonly edit: Edit;
  /** Whether the ledger repairs it: then there is nothing to notice. */
  readonly isRepaired?: boolean;
}

const sql =
  (...statements: readonly string[]): Edit =>
  ({ query }) => {
    for (const statement of statements) query(statement);
  };

/** Replaces a table with one whose columns take values of any type and have no constraints. */
const loosened = (table: string, ...statements: readonly string[]) =>
  sql(
    `CREATE TABLE loose AS SELECT * FROM ${table}`,
    `DROP TABLE ${table}`,
    `ALTER TABLE loose RENAME TO ${table}`,
    ...statements,
  );

/** Flips a bit of a node. A tile's nodes are 32 bytes each, packed. */
const flipNode =
  (level: number, tile: number, node: number): Edit =>
  ({ query }) => {
    const [row] = query(`SELECT hashes FROM read_tiles WHERE level = ? AND "index" = ?`, level, tile);
    const hashes = new Uint8Array(row?.["hashes"] as ArrayBuffer);
    hashes[32 * node + 7] = (hashes[32 * node + 7] ?? 0) ^ 4;
    query(`UPDATE read_tiles SET hashes = ? WHERE level = ? AND "index" = ?`, hashes.buffer, level, tile);
  };

const COLUMNS = "commitment, record, key_id, ciphertext, mac";
const other = (columns: string, from: number, to: number) =>
  sql(`UPDATE reads SET (${columns}) = (SELECT ${columns} FROM reads WHERE number = ${from}) WHERE number = ${to}`);

const attack = (name: string, edit: Edit): LogAttack => ({ name, edit });

/** Edits of rows in the middle and at the end, of nodes of the tree, and of the checkpoint. */
export const LOG_ATTACKS: readonly LogAttack[] = [
  ...[8, 20].flatMap((number) => [
    attack(
      `gives entry ${number} a made-up commitment`,
      sql(`UPDATE reads SET commitment = '${"ab".repeat(32)}' WHERE number = ${number}`),
    ),
    attack(
      `leaves entry ${number} no commitment`,
      loosened("reads", `UPDATE reads SET commitment = NULL WHERE number = ${number}`),
    ),
    attack(`puts entry ${number} down to another record`, sql(`UPDATE reads SET record = 99 WHERE number = ${number}`)),
    attack(`puts entry ${number} down to no record`, sql(`UPDATE reads SET record = NULL WHERE number = ${number}`)),
    attack(
      `makes entry ${number} look as if its key were destroyed`,
      sql(`UPDATE reads SET key_id = randomblob(16) WHERE number = ${number}`),
    ),
    attack(
      `overwrites the ciphertext of entry ${number}`,
      sql(`UPDATE reads SET ciphertext = randomblob(length(ciphertext)) WHERE number = ${number}`),
    ),
    attack(
      `empties the ciphertext of entry ${number}`,
      sql(`UPDATE reads SET ciphertext = x'' WHERE number = ${number}`),
    ),
    attack(
      `puts text into the bytes of entry ${number}`,
      loosened("reads", `UPDATE reads SET ciphertext = 'text', mac = 'text', key_id = 7 WHERE number = ${number}`),
    ),
    attack(`removes the MAC of entry ${number}`, sql(`UPDATE reads SET mac = x'' WHERE number = ${number}`)),
    attack(`deletes entry ${number}`, sql(`DELETE FROM reads WHERE number = ${number}`)),
    attack(`shows entry 3 as entry ${number} too`, other(COLUMNS, 3, number)),
    attack(`shows what entry 3 says as entry ${number}`, other("ciphertext", 3, number)),
  ]),
  attack(
    "swaps two entries",
    sql(
      "UPDATE reads SET number = -4 WHERE number = 4",
      "UPDATE reads SET number = 4 WHERE number = 5",
      "UPDATE reads SET number = 5 WHERE number = -4",
    ),
  ),
  attack("moves the last entry on", sql("UPDATE reads SET number = 21 WHERE number = 20")),
  attack("adds an entry", sql(`INSERT INTO reads SELECT 21, ${COLUMNS} FROM reads WHERE number = 20`)),
  attack("deletes all entries", sql("DELETE FROM reads")),
  attack("gives an entry a number that is none", loosened("reads", "UPDATE reads SET number = 'x' WHERE number = 20")),
  attack("edits a leaf in the middle", flipNode(0, 0, 4)),
  attack("edits the last leaf", flipNode(0, 1, 5)),
  attack("edits a node in the middle", flipNode(0, 0, 2)),
  attack("edits a peak", flipNode(4, 0, 0)),
  attack("deletes a tile", sql(`DELETE FROM read_tiles WHERE level = 0 AND "index" = 0`)),
  { ...attack("deletes the tree", sql("DELETE FROM read_tiles")), isRepaired: true },
  attack(
    "cuts the last tile",
    sql(`UPDATE read_tiles SET hashes = substr(hashes, 1, 64) WHERE level = 0 AND "index" = 1`),
  ),
  attack("deletes the checkpoint", sql("DELETE FROM read_checkpoints")),
  attack(
    "changes the checkpoint's text",
    sql("UPDATE read_checkpoints SET note = replace(note, char(10) || '20' || char(10), char(10) || '19' || char(10))"),
  ),
  attack("claims a smaller checkpoint", sql("UPDATE read_checkpoints SET size = 19")),
  attack("claims a larger checkpoint", sql("UPDATE read_checkpoints SET size = 21")),
  attack(
    "puts the ledger's checkpoint there",
    sql("UPDATE read_checkpoints SET note = (SELECT note FROM checkpoints)"),
  ),
  attack("empties the checkpoint", loosened("read_checkpoints", "UPDATE read_checkpoints SET note = x''")),
  attack("deletes the whole log, and says that it was never signed", (storage) => {
    sql("DELETE FROM read_tiles", "DELETE FROM read_checkpoints")(storage);
    storage.note("unsigned", 20);
  }),
];
