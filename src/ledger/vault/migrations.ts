import { FIRST_PAGE, type Migration } from "../store/migrations.ts";

/** What a destroyed key has in place of the fingerprint of a record key, which is as long. */
export const DESTROYED = "00000000";

/**
 * The steps of the vault's schema, which lead to the following one. `VaultStore` is the only one to read and write these
 * tables. Nothing in them is a secret in the clear, and nothing is trusted because it is stored: an edited secret does
 * not unwrap, and an edited mark can only make the vault refuse what it should take.
 *
 * `vault`: one row, inserted when the vault is created. An object without it is no vault.
 * - `id`: 32 random hexadecimal digits. The ledger that the vault was made for knows them.
 * - `hmac_key`: the key of the ledger's HMACs, wrapped as `wrapping.ts` describes.
 * - `wrapped_by`: the fingerprint of the record key that `hmac_key` is wrapped under. It changes at the end of a
 *   rotation, so until then nothing can be done without the old key.
 * - `in_use`: the fingerprints, separated by spaces, of all record keys that anything in the vault may be wrapped under.
 *   One is added with the first row that is wrapped under it. At the end of a rotation only the current one is left.
 * - `mark`: the newest checkpoint of the ledger that the vault has taken, with its signatures; NULL before the first.
 * - `revision`: how many deposits, erasures and holds have changed anything. The ledger knows it too, so that it notices an older state of
 *   the vault.
 * - `lineage`: a random value that the ledger replaces whenever it goes on with an older state of the vault. A newer state that is put
 *   back after that has another one, and lacks what was deposited since.
 *
 * `keys`: one row for each key that encrypts a version of a record. `VaultStore` inserts it when the ledger stores the
 * key, and overwrites it in place when it is wrapped under another record key. The first row, which has no id, holds
 * random bytes that fill a page. What the ledger's migrations.ts says about overwriting is why this table has row ids,
 * and why its rows stay when their keys are destroyed.
 * - `id`: 16 bytes, which the ledger stores beside what the key encrypts: the time in milliseconds, and ten random ones.
 * - `wrapped`: the key, wrapped as `wrapping.ts` describes: 60 bytes; random ones once it is destroyed.
 * - `wrapped_by`: the fingerprint of the record key that it is wrapped under; zeros once it is destroyed.
 *
 * `pseudonyms`: one row for each subject who has mined a block as an external miner, inserted with the first request for
 * its pseudonym.
 * - `subject`: 32 bytes, an HMAC of the subject, which therefore is not stored.
 * - `pseudonym`: 16 random hexadecimal digits, the `mined_by` of the subject's blocks.
 *
 * The next four tables are those of `ErasureStore`. The `mac` of each row is a keyed hash of its other columns. A row
 * without the right one counts as absent, so nobody can write a hold, or have a record erased.
 *
 * `tombstones`: one row for each erased record, inserted with the destruction of its keys.
 * - `record`: the number of the record's registration.
 * - `reason`: why it was erased; NULL if the ledger did not know it any more.
 * - `final_after`: when nothing of it can come back from backups of the platform any more, in milliseconds since 1970.
 *
 * `reservations`: one row for each registration number of an erased record until `final_after`. Then the vault's alarm
 * overwrites the row, which is used again.
 * - `lookup`: a keyed hash of the look-up by that number, which the ledger had.
 * - `until`: when it is free again, in milliseconds since 1970; 0 in rows that are not used.
 *
 * `asked`: one row for each record whose erasure was asked for while it was held. It is deleted with the erasure.
 * - `record`, `reason`: as in `tombstones`.
 *
 * `holds`: one row for each subject who holds a record, deleted when the hold ends.
 * - `record`: as in `tombstones`.
 * - `holder`: a keyed hash of the subject.
 *
 * `reads_mark`: one row, from the first checkpoint of the log of reads on that the vault has taken.
 * - `id`: 1.
 * - `note`: the newest of these checkpoints, with its signatures.
 *
 * `month_keys`: one row for each month of the log of reads, or more if a key was damaged. `VaultStore` inserts it when
 * the ledger asks for the month's key, overwrites it in place when it is wrapped under another record key, and destroys
 * the key when the retention ends. What is said of `keys` goes for its first row and for destroyed keys too.
 * - `id`: 16 random bytes, which the ledger stores beside what the key encrypts.
 * - `month`: such as `2026-01`.
 * - `wrapped`, `wrapped_by`: as in `keys`.
 *
 * `migrations`: as in a ledger.
 */
export const VAULT_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE vault (
        id TEXT PRIMARY KEY,
        hmac_key BLOB NOT NULL,
        wrapped_by TEXT NOT NULL,
        in_use TEXT NOT NULL,
        mark TEXT,
        revision INTEGER NOT NULL DEFAULT 0,
        lineage TEXT NOT NULL DEFAULT ''
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE keys (
        id BLOB PRIMARY KEY,
        wrapped BLOB NOT NULL,
        wrapped_by TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE pseudonyms (
        subject BLOB PRIMARY KEY,
        pseudonym TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 2,
    sql: `
      ALTER TABLE keys RENAME TO ordered_keys;
      CREATE TABLE keys (
        id BLOB PRIMARY KEY,
        wrapped BLOB NOT NULL,
        wrapped_by TEXT NOT NULL
      ) STRICT;
      INSERT INTO keys VALUES (x'', randomblob(${FIRST_PAGE}), '');
      INSERT INTO keys SELECT id, wrapped, wrapped_by FROM ordered_keys ORDER BY id;
      UPDATE ordered_keys SET wrapped = randomblob(length(wrapped));
      DROP TABLE ordered_keys;

      CREATE TABLE tombstones (
        record INTEGER PRIMARY KEY,
        reason TEXT,
        final_after INTEGER NOT NULL,
        mac BLOB NOT NULL
      ) STRICT;

      CREATE TABLE reservations (
        lookup BLOB NOT NULL,
        until INTEGER NOT NULL,
        mac BLOB NOT NULL
      ) STRICT;
      CREATE INDEX reservations_by_until ON reservations (until);
      INSERT INTO reservations VALUES (randomblob(${FIRST_PAGE}), -1, x'');

      CREATE TABLE asked (
        record INTEGER PRIMARY KEY,
        reason TEXT NOT NULL,
        mac BLOB NOT NULL
      ) STRICT;

      CREATE TABLE holds (
        record INTEGER NOT NULL,
        holder BLOB NOT NULL,
        mac BLOB NOT NULL,
        PRIMARY KEY (record, holder)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 3,
    sql: `
      CREATE TABLE reads_mark (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;

      CREATE TABLE month_keys (
        id BLOB NOT NULL,
        month TEXT NOT NULL,
        wrapped BLOB NOT NULL,
        wrapped_by TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX month_keys_by_id ON month_keys (id);
      INSERT INTO month_keys VALUES (x'', '', randomblob(${FIRST_PAGE}), '${DESTROYED}');`,
  },
];
