import type { Edit, RawStorage, Value } from "../storage/edits.ts";

/** An edit of a sealed ledger's storage, and what a check that opens the records says then. */
export interface SealedAttack {
  readonly name: string;
  /** Whether two entries are waiting meanwhile. */
  readonly waiting?: boolean;
  readonly edit: Edit;
  readonly verdict: string;
  /** What it says once the ledger was stopped, if that is something else: its vault has seen what is missing. */
  readonly whenStopped?: string;
}

const ZEROS = "0".repeat(64);

/** Statements of SQL. */
const sql =
  (...statements: readonly string[]): Edit =>
  ({ query }) => {
    for (const statement of statements) query(statement);
  };

/** Sets a column of one row. */
const set =
  (table: string, key: string, row: number, column: string, value: Value): Edit =>
  ({ query }) =>
    query(`UPDATE ${table} SET "${column}" = ? WHERE "${key}" = ?`, value, row);

const header = (column: string, value: Value, index = 3) => set("headers", "index", index, column, value);
const entry = (column: string, value: Value, number = 4) => set("entries", "number", number, column, value);

/** Swaps columns of two entries. */
const swap =
  (columns: readonly string[], [a, b]: readonly [number, number] = [2, 3]): Edit =>
  ({ query }) => {
    const names = columns.map((column) => `"${column}"`).join();
    const rows = query(`SELECT ${names} FROM entries WHERE number IN (?, ?) ORDER BY number`, a, b);
    for (const [number, row] of [
      [a, rows[1]],
      [b, rows[0]],
    ] as const) {
      const values = Object.values(row ?? {});
      query(
        `UPDATE entries SET ${columns.map((column) => `"${column}" = ?`).join()} WHERE number = ?`,
        ...values,
        number,
      );
    }
  };

/** Replaces a table with one whose columns take values of any type and have no constraints. */
const loosen =
  (table: string): Edit =>
  ({ query }) => {
    query(`CREATE TABLE loose AS SELECT * FROM ${table}`);
    query(`DROP TABLE ${table}`);
    query(`ALTER TABLE loose RENAME TO ${table}`);
  };

const all =
  (...edits: readonly Edit[]): Edit =>
  (storage: RawStorage) => {
    for (const each of edits) each(storage);
  };

const COPY = "number, entry, accepted_at, mac, key_id, ciphertext, fingerprint";
const copyEntry = (from: number, to: number) =>
  sql(`INSERT INTO entries (${COPY}) SELECT ${to}, entry, accepted_at, mac, key_id, ciphertext, fingerprint
    FROM entries WHERE number = ${from}`);
const record = (commitment: string) => `{"commitment":"${commitment}","kind":"record"}`;
const madeUp =
  (number: number): Edit =>
  ({ query }) =>
    query(
      "INSERT INTO entries (number, entry, accepted_at, mac) VALUES (?, ?, 0, ?)",
      number,
      record("ab".repeat(32)),
      new Uint8Array(32).buffer,
    );
const blob = (length: number) => new Uint8Array(length).fill(7).buffer;

const attack = (name: string, change: Edit, verdict: string, whenStopped = verdict): SealedAttack => ({
  name,
  edit: change,
  verdict,
  whenStopped,
});
const onWaiting = (name: string, change: Edit, verdict: string): SealedAttack => ({
  name,
  edit: change,
  verdict,
  waiting: true,
});

const HEADERS: readonly SealedAttack[] = [
  attack("a header's timestamp", header("timestamp", "2026-01-03T00:00:00.001Z"), "hash at 3"),
  attack("a header's timestamp, no time", header("timestamp", "yesterday"), "format at 3"),
  attack("a header's first entry", header("first_entry", 30), "hash at 3"),
  attack("a header's last entry", header("last_entry", 4), "hash at 3"),
  attack("a header's last entry, far beyond", header("last_entry", 9_000_000_000), "hash at 3"),
  attack("a header's last entry, before its first", header("last_entry", 1), "hash at 3"),
  attack("a header's root", header("merkle_root", ZEROS), "hash at 3"),
  attack("a header's root, no hash", header("merkle_root", "root"), "format at 3"),
  attack("a header's miner", header("mined_by", "0123456789abcdef"), "hash at 3"),
  attack("a header's miner, a name", header("mined_by", "dr-rao"), "format at 3"),
  attack("a header's difficulty", header("difficulty", 9), "hash at 3"),
  attack("a header's difficulty, negative", header("difficulty", -1), "format at 3"),
  attack("a header's proof", header("proof", 1), "hash at 3"),
  attack("a header's proof, beyond 32 bits", header("proof", 2 ** 32), "format at 3"),
  attack("a header's link", header("previous_hash", ZEROS), "hash at 3"),
  attack("a header's hash", header("hash", ZEROS), "hash at 3"),
  attack(
    "a header's hash, in upper case",
    sql(`UPDATE headers SET hash = upper(hash) WHERE "index" = 3`),
    "format at 3",
  ),
  attack("a header's index", header("index", 30), "index at 3"),
  attack("a header's index, negative", header("index", -3), "format at 1"),
  attack("the newest header's last entry", header("last_entry", 5, 4), "hash at 4"),
  attack("the newest header's hash", header("hash", ZEROS, 4), "hash at 4"),
  attack("genesis's timestamp", header("timestamp", "2026-01-03T00:00:00.001Z", 1), "hash at 1"),
  attack("genesis's hash", header("hash", ZEROS, 1), "hash at 1"),
  attack("a deleted header", sql(`DELETE FROM headers WHERE "index" = 3`), "index at 3"),
  attack("a deleted newest header", sql(`DELETE FROM headers WHERE "index" = 4`), "checkpoint at 4", "ledger-behind"),
  attack("a deleted genesis", sql(`DELETE FROM headers WHERE "index" = 1`), "index at 1"),
  attack("every header deleted", sql("DELETE FROM headers"), "genesis at 1", "ledger-behind"),
  attack(
    "two swapped headers",
    sql(
      `UPDATE headers SET "index" = CASE "index" WHEN 2 THEN -3 ELSE -2 END WHERE "index" IN (2, 3)`,
      `UPDATE headers SET "index" = -"index" WHERE "index" < 0`,
    ),
    "hash at 2",
  ),
  attack(
    "a header in another place, too",
    sql(
      `INSERT INTO headers SELECT 5, timestamp, 7, 7, merkle_root, mined_by, difficulty, proof, hash, hash FROM headers WHERE "index" = 4`,
    ),
    "hash at 5",
  ),
  attack(
    "a header before genesis",
    sql(
      `INSERT INTO headers SELECT 0, timestamp, -7, -7, merkle_root, mined_by, difficulty, proof, hash, hash FROM headers WHERE "index" = 1`,
    ),
    "format at 1",
  ),
];

const ENTRIES: readonly SealedAttack[] = [
  attack("an entry's text", entry("entry", record("cd".repeat(32))), "merkle_root at 4"),
  attack("an entry's text, not JSON", entry("entry", "{"), "format at 4"),
  attack("an entry's text, empty", entry("entry", ""), "format at 4"),
  attack("an entry's text, a number", entry("entry", "7"), "format at 4"),
  attack("an entry's text, no entry", entry("entry", `{"kind":"record"}`), "merkle_root at 4"),
  attack(
    "an entry's text, with a space",
    sql(`UPDATE entries SET entry = entry || ' ' WHERE number = 4`),
    "format at 4",
  ),
  attack(
    "an entry's text, broken UTF-8",
    sql(`UPDATE entries SET entry = CAST(x'ff7b' AS TEXT) WHERE number = 4`),
    "format at 4",
  ),
  attack(
    "an entry's text, with a NUL",
    sql(`UPDATE entries SET entry = char(0) || entry WHERE number = 4`),
    "format at 4",
  ),
  attack("the founding entry's text", entry("entry", record("cd".repeat(32)), 1), "merkle_root at 1"),
  attack(
    "the founding entry's text, of a later version",
    sql(`UPDATE entries SET entry = replace(entry, '"version":1', '"version":2') WHERE number = 1`),
    "genesis at 1",
  ),
  attack("two swapped texts of one block", swap(["entry"], [4, 5]), "merkle_root at 4"),
  attack("two swapped texts", swap(["entry"]), "merkle_root at 2"),
  attack("two swapped ciphertexts", swap(["ciphertext"]), "record-missing at 2"),
  attack("two swapped keys", swap(["key_id"]), "record-missing at 2"),
  attack("two swapped ciphertexts with their keys", swap(["ciphertext", "key_id"]), "record-missing at 2"),
  attack("two swapped records", swap(["ciphertext", "key_id", "fingerprint"], [4, 5]), "record-missing at 4"),
  attack("two swapped rows", swap(["entry", "mac", "ciphertext", "key_id", "fingerprint"], [4, 5]), "merkle_root at 4"),
  attack("two swapped fingerprints", swap(["fingerprint"]), "valid"),
  attack("two swapped MACs", swap(["mac"]), "valid"),
  attack("a deleted ciphertext", entry("ciphertext", null), "record-missing at 4"),
  attack("an empty ciphertext", entry("ciphertext", blob(0)), "record-missing at 4"),
  attack("another ciphertext", entry("ciphertext", blob(272)), "record-missing at 4"),
  attack("a deleted key id", entry("key_id", null), "record-missing at 4"),
  attack("an unknown key id", entry("key_id", blob(16)), "record-missing at 4"),
  attack("a short key id", entry("key_id", blob(3)), "record-missing at 4"),
  attack("a long key id", entry("key_id", blob(64)), "record-missing at 4"),
  attack("an empty key id", entry("key_id", blob(0)), "record-missing at 4"),
  attack("a deleted fingerprint", entry("fingerprint", null), "valid"),
  attack("another fingerprint", entry("fingerprint", blob(32)), "valid"),
  attack("another MAC", entry("mac", blob(32)), "valid"),
  attack("an empty MAC", entry("mac", blob(0)), "valid"),
  attack("another time of acceptance", entry("accepted_at", -9e15), "valid"),
  attack("a deleted entry", sql("DELETE FROM entries WHERE number = 4"), "merkle_root at 4"),
  attack("a deleted entry in the middle", sql("DELETE FROM entries WHERE number = 5"), "merkle_root at 4"),
  attack("the deleted last entry", sql("DELETE FROM entries WHERE number = 6"), "merkle_root at 4"),
  attack("the deleted founding entry", sql("DELETE FROM entries WHERE number = 1"), "merkle_root at 1"),
  attack("every entry deleted", sql("DELETE FROM entries"), "merkle_root at 1"),
  attack("an entry's number", sql("UPDATE entries SET number = 60 WHERE number = 4"), "merkle_root at 4"),
  attack("an entry before the first", madeUp(0), "valid"),
  attack("an entry with a negative number", madeUp(-5), "valid"),
  attack("a made-up waiting entry", madeUp(7), "valid"),
  attack("a made-up waiting entry, later", madeUp(9), "valid"),
  attack(
    "a made-up waiting entry at the largest number",
    ({ query }) =>
      query(`INSERT INTO entries (number, entry, accepted_at, mac) VALUES (9223372036854775807, '{}', 0, x'00')`),
    "valid",
  ),
  attack("a waiting entry copied from a mined one", copyEntry(4, 7), "valid"),
];

const LOOKUPS: readonly SealedAttack[] = [
  attack(
    "a deleted look-up",
    sql("DELETE FROM lookups WHERE rowid_of = 1".replace("rowid_of = 1", "number = 4")),
    "record-missing at 4",
  ),
  attack("every look-up deleted", sql("DELETE FROM lookups"), "record-missing at 2"),
  attack(
    "a look-up that leads to another record",
    sql("UPDATE lookups SET number = 5 WHERE number = 4"),
    "record-missing at 4",
  ),
  attack(
    "a second look-up that leads to another record",
    sql("INSERT INTO lookups (lookup, number) SELECT lookup, 5 FROM lookups WHERE number = 4"),
    "valid",
  ),
  attack(
    "a look-up that leads to no record",
    sql("UPDATE lookups SET number = 500 WHERE number = 4"),
    "record-missing at 4",
  ),
  attack(
    "a second look-up that leads to the founding entry",
    sql("INSERT INTO lookups (lookup, number) SELECT lookup, 1 FROM lookups WHERE number = 4"),
    "valid",
  ),
  attack(
    "a second look-up that leads to number 0",
    sql("INSERT INTO lookups (lookup, number) SELECT lookup, 0 FROM lookups WHERE number = 4"),
    "valid",
  ),
  attack("another look-up", sql("UPDATE lookups SET lookup = randomblob(32) WHERE number = 4"), "record-missing at 4"),
  attack(
    "two swapped look-ups",
    sql(
      "UPDATE lookups SET number = -(9 - number) WHERE number IN (4, 5)",
      "UPDATE lookups SET number = -number WHERE number < 0",
    ),
    "record-missing at 4",
  ),
];

const REST: readonly SealedAttack[] = [
  attack("no checkpoint", sql("DELETE FROM checkpoints"), "checkpoint at 4"),
  attack("a checkpoint's size", sql("UPDATE checkpoints SET size = 5"), "checkpoint at 4"),
  attack(
    "a checkpoint's text",
    sql("UPDATE checkpoints SET note = replace(note, char(10) || '4' || char(10), char(10) || '3' || char(10))"),
    "checkpoint at 4",
  ),
  attack("no tiles", sql("DELETE FROM tiles"), "valid"),
  attack("a tile with other hashes", sql("UPDATE tiles SET hashes = zeroblob(length(hashes))"), "checkpoint at 4"),
  attack("a tile that is too short", sql("UPDATE tiles SET hashes = substr(hashes, 1, 32)"), "valid"),
  attack(
    "a tile that is no whole number of hashes",
    sql("UPDATE tiles SET hashes = substr(hashes, 1, 33)"),
    "checkpoint at 4",
  ),
  attack("the vault's revision, too small", ({ note }) => note("vault_revision", 0), "valid"),
  attack("the vault's revision, too large", ({ note }) => note("vault_revision", 1e9), "valid", "vault-behind"),
  attack("the vault's revision, no number", ({ note }) => note("vault_revision", { size: "x" }), "valid"),
  attack("a note of an older vault", ({ note }) => note("vault_behind", true), "valid", "vault-behind"),
];

const WAITING: readonly SealedAttack[] = [
  onWaiting("a waiting entry's text", entry("entry", record("cd".repeat(32)), 7), "valid"),
  onWaiting("a waiting entry's MAC", entry("mac", blob(32), 8), "valid"),
  onWaiting(
    "a waiting entry's text and MAC copied from a mined one",
    swap(["entry", "mac"], [4, 7]),
    "merkle_root at 4",
  ),
  onWaiting("two swapped waiting entries", swap(["entry"], [7, 8]), "valid"),
  onWaiting("two swapped waiting rows", swap(["entry", "mac", "ciphertext", "key_id", "fingerprint"], [7, 8]), "valid"),
  onWaiting("a deleted waiting entry", sql("DELETE FROM entries WHERE number = 7"), "valid"),
  onWaiting("the deleted last waiting entry", sql("DELETE FROM entries WHERE number = 8"), "valid"),
  onWaiting("a made-up entry behind those that wait", madeUp(9), "valid"),
  onWaiting("a waiting entry's ciphertext", entry("ciphertext", blob(272), 7), "valid"),
  onWaiting("a waiting record of a mined entry", swap(["ciphertext", "key_id"], [4, 7]), "record-missing at 4"),
];

const LOOSE: readonly SealedAttack[] = ["headers", "entries", "lookups", "tiles", "checkpoints"].flatMap((table) => [
  attack(`the table ${table} without constraints`, loosen(table), "valid"),
]);

/** Values that no column of a table that is STRICT can have. */
const MISTYPED: readonly SealedAttack[] = [
  attack("a header's hash, a BLOB", all(loosen("headers"), header("hash", blob(32))), "format at 3"),
  attack("a header's index, a text", all(loosen("headers"), header("index", "three")), "genesis at 1"),
  attack("the newest header's index, a text", all(loosen("headers"), header("index", "four", 4)), "genesis at 1"),
  attack("a header's last entry, a text", all(loosen("headers"), header("last_entry", "three")), "format at 3"),
  attack("a header's first entry, NULL", all(loosen("headers"), header("first_entry", null)), "format at 3"),
  attack(
    "a header twice",
    all(loosen("headers"), sql(`INSERT INTO headers SELECT * FROM headers WHERE "index" = 3`)),
    "index at 4",
  ),
  attack("an entry's text, a BLOB", all(loosen("entries"), entry("entry", blob(40))), "format at 4"),
  attack("an entry's text, NULL", all(loosen("entries"), entry("entry", null)), "format at 4"),
  attack("an entry's text, an integer", all(loosen("entries"), entry("entry", 7)), "format at 4"),
  attack("an entry's number, a text", all(loosen("entries"), entry("number", "four")), "merkle_root at 4"),
  attack("an entry's number, a fraction", all(loosen("entries"), entry("number", 4.5)), "record-missing at 4"),
  attack(
    "an entry twice",
    all(loosen("entries"), sql("INSERT INTO entries SELECT * FROM entries WHERE number = 4")),
    "merkle_root at 4",
  ),
  attack("an entry's ciphertext, a text", all(loosen("entries"), entry("ciphertext", "secret")), "record-missing at 4"),
  attack("an entry's key id, an integer", all(loosen("entries"), entry("key_id", 7)), "record-missing at 4"),
  attack("an entry's MAC, a text", all(loosen("entries"), entry("mac", "mac")), "valid"),
  attack("an entry's fingerprint, a text", all(loosen("entries"), entry("fingerprint", "print")), "valid"),
  attack("an entry's time of acceptance, a text", all(loosen("entries"), entry("accepted_at", "noon")), "valid"),
  attack(
    "a look-up's number, a text",
    all(loosen("lookups"), sql("UPDATE lookups SET number = 'four' WHERE number = 4")),
    "record-missing at 4",
  ),
  attack(
    "a look-up, a text",
    all(loosen("lookups"), sql("UPDATE lookups SET lookup = 'four' WHERE number = 4")),
    "record-missing at 4",
  ),
  attack(
    "a look-up twice",
    all(loosen("lookups"), sql("INSERT INTO lookups SELECT * FROM lookups WHERE number = 4")),
    "valid",
  ),
  attack("a tile's hashes, a text", all(loosen("tiles"), sql("UPDATE tiles SET hashes = 'x'")), "checkpoint at 4"),
  attack(
    "a checkpoint's text, a BLOB",
    all(loosen("checkpoints"), sql("UPDATE checkpoints SET note = x'00'")),
    "checkpoint at 4",
  ),
  attack(
    "a checkpoint's size, a text",
    all(loosen("checkpoints"), sql("UPDATE checkpoints SET size = 'four'")),
    "checkpoint at 4",
  ),
];

export const ATTACKS: readonly SealedAttack[] = [
  ...HEADERS,
  ...ENTRIES,
  ...LOOKUPS,
  ...REST,
  ...WAITING,
  ...LOOSE,
  ...MISTYPED,
];
