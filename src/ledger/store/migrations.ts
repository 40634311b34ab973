import { Checkpoints } from "./checkpoints.ts";
import { ENROLS_OR_REVOKES, PREFIX, REFERENCE, REFERS } from "./entry-columns.ts";

/** One step of the schema's history. Steps are only ever appended, since an object may have stopped at any of them. */
export interface Migration {
  /** Consecutive from 1. The object stores it once the step has run. */
  readonly id: number;
  readonly sql: string;
  /** What SQL alone cannot do. It runs right after the SQL. */
  readonly finish?: (storage: DurableObjectStorage) => void;
}

/**
 * As many bytes as a page of the database takes. A table's first page is copied when the table outgrows it, and SQLite
 * leaves what was there before in its place, where no update reaches it.
 */
export const FIRST_PAGE = 4050;

/**
 * The steps, which lead to the following schema. Someone who can edit the storage can edit all of it, so nothing is
 * trusted because it is stored. Each table ends with what a signature covers.
 *
 * `blocks`: the chain, one row for each block. `Blocks` inserts a row when the miner appends the block, and never
 * updates or deletes one. Everything that is served about the chain is read from here.
 * - `"index"`: 1 for genesis, then consecutive.
 * - `timestamp`, `patient_name`, `patient_ID`, `Reg_no`, `mined_by`, `proof`, `previous_hash`, `hash`: as in `Block`.
 * - `author`, `corrects`: as in `Block`; NULL if the block does not have it.
 * - `difficulty`: as in `Block`; NULL on a `squares` ledger.
 * - Signed: `hash` covers all other columns, including the previous row's `hash`, and is the leaf in `tree`.
 *
 * The index `blocks_by_Reg_no` prevents two records with the same registration number. It leaves out genesis and
 * corrections. Together with `corrections_by_Reg_no` it finds the holder of a number. The index `corrections_by_corrects`
 * prevents two corrections of one block, and finds the correction of a block.
 *
 * The tables up to `read_checkpoints` are filled on sealed ledgers only, which leave `blocks`, `mempool` and `mined` empty.
 *
 * `headers`: the chain of a sealed ledger, one row for each block. `Headers` inserts a row when a block is appended, and
 * never updates or deletes one.
 * - `"index"`, `timestamp`, `first_entry`, `last_entry`, `merkle_root`, `mined_by`, `difficulty`, `proof`,
 *   `previous_hash`, `hash`: as in `Header`.
 * - Signed: `hash` covers all other columns, and is the leaf in the tree.
 *
 * The index `headers_by_first_entry` finds the block of an entry.
 *
 * `entries`: one row for each entry, from the moment it is accepted. Entries are mined in the order of their numbers, so
 * those up to the newest header's `last_entry` are on the chain, and the others are waiting. `Entries` inserts the rows.
 * - `number`: counts the entries from 1.
 * - `entry`: its canonical text (RFC 8785).
 * - `accepted_at`: when it was accepted, in milliseconds since 1970. It is read only for the ages of those that wait.
 * - `mac`: a keyed hash of the number and the text. Only entries with the right one are mined, so nobody can have the
 *   ledger mine what they wrote into the table.
 * - `key_id`: leads to the key in the vault that encrypts what the entry commits to; NULL if it commits to nothing, like
 *   the next two.
 * - `ciphertext`: the disclosures of the record or of the key's subject, encrypted; random bytes once they are erased.
 *   That of the founding entry fills a page.
 * - `fingerprint`: a keyed hash of the record and of the subject that registered it, or of its author if it is signed; or of
 *   the key and its subject; random bytes once it is erased.
 * - Signed: `entry`, by the header's `merkle_root`. It holds the commitment, which the disclosures must match.
 *
 * The index `entries_by_reference` finds the entries that correct or erase an entry, `entries_by_key` those that enrol or
 * revoke a key. `entries_by_commitment` exists from the first key on, since only authors can choose a commitment that an
 * entry has already.
 *
 * `lookups`: two rows for each version of a record, by its registration number and by its patient's ID, and for each key,
 * by who enrolled it and by its subject. The first row, random bytes that fill a page, leads nowhere.
 * - `place`: twice `number` for the first of the two, and one more for the second.
 * - `lookup`: a keyed hash of the one or the other; random bytes once the record or the subject is erased.
 * - `number`: the number of the entry.
 * - Signed: nothing. A wrong row leads to a record that shows another number or patient when it is opened. Where it says
 *   who enrolled a key, the hash covers the key's thumbprint, so the row cannot be moved to another key.
 *
 * `versions`: one row for each version of a record that was corrected or erased, and for each key whose subject was
 * erased. `Versions` inserts and updates them together with the entries that correct or erase.
 * - `number`: the number of the version's or the key's entry.
 * - `record`: the number of the record's registration, or of the key's entry.
 * - `replaced_by`: the number of the entry that corrects or erases the version, mined or waiting; NULL for a current one.
 * - Signed: nothing. The entry with that number says what it corrects or erases.
 *
 * `erasures`: one row for each record that is erased or being erased. `ErasureRows` inserts it when the erasure begins,
 * updates it with each step, and deletes it if the record turns out to be held. An erasure that an author has signed
 * keeps a row meanwhile, with `signed` and nothing else.
 * - `record`: the number of the record's registration, or of the entry that enrolled a key whose subject is erased.
 * - `reason`: why it is erased; NULL if that is not known any more.
 * - `mac`: a keyed hash of `record`, `reason` and `done`, and once that is 1 also one of the ids of the record's keys. A
 *   row without the right one is ignored, but for `signed`. It is empty if the erasure has not begun.
 * - `entry`: the number of the erasure's entry, mined or waiting; NULL until it was accepted.
 * - `done`: 1 once all that was stored of the record is overwritten.
 * - `signed`: `author`, `seen` and `signature` of the erasure's entry as RFC 8785 text, if an author signed it; NULL once
 *   it is done. The signature is verified again before the entry is accepted.
 * - Signed: the erasure's entry, by the header's `merkle_root`.
 *
 * What is erased is overwritten in place, with random bytes of the same length, and its row stays: when rows are deleted,
 * SQLite moves their neighbors and leaves copies of them behind, and does not write pages that become free. So what is
 * erased may stand in no index and in no table WITHOUT ROWID, and tables that hold it only grow at their end. The index
 * `lookups_by_prefix` has only two bytes of a keyed hash.
 *
 * `reads`: the log of reads, one row for each entry. `Reads` inserts the rows of a group together with their tree and
 * its checkpoint, and never updates or deletes one.
 * - `number`: counts the entries from 1.
 * - `commitment`: 64 hex digits, as of a record.
 * - `record`: the number of the record that the entry is about; NULL if it is about none or all.
 * - `key_id`: leads to the key of its month in the vault.
 * - `ciphertext`: a random initialization vector, and the entry's disclosures, encrypted.
 * - `mac`: a keyed hash of `number`, `commitment`, `record` and `key_id`.
 * - Signed: `commitment`, whose bytes the leaf in `read_tiles` hashes.
 *
 * `read_tiles`, `read_checkpoints`: as `tiles` and `checkpoints`, of the log of reads.
 *
 * `mempool`: one row for each pending record. `Mempool` inserts it when the record is accepted, and deletes it when its
 * block is appended or its request is refused. The miner reads it, and so do requests that ask where a record is.
 * - `position`: numbers the records as they arrive, and is never reused.
 * - `id`: identifies the record in URLs without revealing anything about it.
 * - `patient_name`, `patient_ID`, `Reg_no`: the record.
 * - `mined_by`: who registered it, the author of its block. The column is older than the distinction.
 * - `accepted_at`: when it was accepted, in milliseconds since 1970. It is read only for the records' ages.
 * - `corrects`: as in `Block`; NULL for a registration. No two rows correct the same block.
 * - `promised`: 1 once a client was told that it will be mined. Only a row with 0 may be withdrawn.
 * - Signed: nothing, until the record is in a block.
 *
 * `mined`: one row for each record that was pending and then mined. `Mempool` inserts it together with the record's
 * block, and never deletes it. It is read for clients that ask with the id later.
 * - `id`: the record's id in `mempool`.
 * - `"index"`: the index of its block.
 * - Signed: nothing. A wrong row leads to another block, whose contents show that it holds a different record.
 *
 * `tiles`: the complete subtrees of the Merkle tree over the blocks (RFC 6962), packed as `tile-layout.ts` describes.
 * `Tree` adds the subtrees that blocks complete together with the blocks, and the missing ones of a chain that is older
 * than the table. `SigningGate` and `SignedTree` read them for roots, proofs and tiles.
 * - `level`: the level of the tile's leaves: 0 for the leaves of the tree, and each multiple of 4 above.
 * - `"index"`: the tile's place in the level, from 0. The first leaf of tile 0 at level 0 is the leaf of genesis.
 * - `hashes`: 32 bytes for each subtree. A leaf of the tree hashes the `hash` of its block.
 * - Signed: a checkpoint signs the root that they hash to.
 *
 * `checkpoints`: one row for each stored checkpoint: the newest, and the newest hundred that a witness has cosigned.
 * `Checkpoints` inserts one with each signed block, replaces it when cosignatures arrive or the keys change, and
 * deletes older ones. `SigningGate` checks the chain against the newest.
 * - `size`: how many blocks it covers.
 * - `note`: its text, with the signatures of the ledger and of witnesses (C2SP tlog-checkpoint).
 * - `cosignatures`: how many witnesses have cosigned it.
 * - Signed: `note`, which states the ledger's name, `size` and the root of the tree.
 *
 * `migrations`: one row for each step that has run. `migrate` writes and reads it.
 * - `id`: the step's.
 * - Signed: nothing.
 *
 * The object's key-value storage holds the rest:
 * - `puzzle`: the ledger's puzzle, stored by `Creation` before genesis is mined.
 * - `sealed`: what only a sealed ledger has: the id of its founding entry, what that says about authors, and the id of its
 *   vault. Stored with `puzzle`.
 * - `sandbox`: on a ledger that is created as a sandbox, stored with `puzzle`: empty until genesis is stored, then a note
 *   that says so, signed with the keys of the checkpoints. Without a valid one, the ledger is no sandbox.
 * - `vault_revision`: the newest revision of its vault that a sealed ledger has been told, stored with the entries and the
 *   block that followed. A vault of a smaller revision was restored from an older state.
 * - `vault_lineage`: the lineage of the vault's state that the ledger goes on with; absent until it was restored once.
 * - `references`: how many corrections, erasures, keys and revocations a sealed chain has, and a digest of them, with the
 *   hash of its newest block and a keyed hash of all three. `References` stores it with each block. If it does not match
 *   what is stored, nothing is called current, and no key is known.
 * - `vault_behind`: true from the moment that this was noticed until a request was told.
 * - `founded`: true, stored by `Creation` with genesis. It prevents a chain that has lost its blocks from getting
 *   another genesis.
 * - `checked`: when the last check of the whole chain ended, in milliseconds since 1970, stored by `BackgroundCheck`,
 *   and by `Creation` with genesis.
 * - `unsigned`: the latest size of the chain while there was no signing key, stored by `Checkpoints` and deleted with
 *   the first checkpoint.
 * - `fault`: the fault that the last check found and what that check covered, stored by `KnownFault` and deleted when a
 *   check that covers the same finds no fault.
 * - `deleted`: alone in an object without tables, a note signed with the same keys, that the ledger was a sandbox and was
 *   deleted. The vault of a sealed sandbox has the same.
 * - Signed: `sandbox` and `deleted`. A saved checkpoint exposes what other forged values could hide.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE blocks (
        "index" INTEGER PRIMARY KEY,
        timestamp TEXT NOT NULL,
        patient_name TEXT NOT NULL,
        patient_ID TEXT NOT NULL,
        Reg_no TEXT NOT NULL,
        mined_by TEXT NOT NULL,
        difficulty INTEGER,
        proof INTEGER NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX blocks_by_Reg_no ON blocks (Reg_no) WHERE "index" > 1;
      CREATE INDEX blocks_by_proof ON blocks (proof);

      CREATE TABLE mempool (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        patient_name TEXT NOT NULL,
        patient_ID TEXT NOT NULL,
        Reg_no TEXT NOT NULL UNIQUE,
        mined_by TEXT NOT NULL
      ) STRICT;`,
  },
  {
    id: 2,
    sql: `
      ALTER TABLE mempool ADD COLUMN id TEXT NOT NULL DEFAULT '';
      ALTER TABLE mempool ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0;
      UPDATE mempool SET id = lower(hex(randomblob(16))), accepted_at = CAST(unixepoch('subsec') * 1000 AS INTEGER);
      CREATE UNIQUE INDEX mempool_by_id ON mempool (id);

      CREATE TABLE mined (id TEXT PRIMARY KEY, "index" INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 3,
    sql: `
      CREATE TABLE tree (
        level INTEGER NOT NULL,
        "index" INTEGER NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (level, "index")
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE checkpoints (
        size INTEGER PRIMARY KEY,
        note TEXT NOT NULL,
        cosignatures INTEGER NOT NULL DEFAULT 0
      ) STRICT;`,
  },
  {
    id: 4,
    sql: `
      ALTER TABLE blocks ADD COLUMN author TEXT;
      ALTER TABLE blocks ADD COLUMN corrects INTEGER;
      DROP INDEX IF EXISTS blocks_by_Reg_no;
      CREATE INDEX corrections_by_Reg_no ON blocks (Reg_no) WHERE corrects IS NOT NULL;`,
    finish: ({ sql }) => indexRegNos(sql),
  },
  {
    id: 5,
    // Clients may have been promised the blocks of all records that are already pending.
    sql: "ALTER TABLE mempool ADD COLUMN promised INTEGER NOT NULL DEFAULT 1",
    // A ledger that never had a key has signed nothing. From this version on, it must be marked as unsigned.
    finish: (storage) => new Checkpoints(storage).markIfNeverSigned(),
  },
  {
    id: 6,
    // The tree is computed again from the blocks, and must have the root that the newest checkpoint signs.
    sql: `
      DROP INDEX IF EXISTS blocks_by_proof;
      DROP TABLE IF EXISTS tree;
      CREATE TABLE tiles (
        level INTEGER NOT NULL,
        "index" INTEGER NOT NULL,
        hashes BLOB NOT NULL,
        PRIMARY KEY (level, "index")
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 7,
    sql: `
      CREATE TABLE headers (
        "index" INTEGER PRIMARY KEY,
        timestamp TEXT NOT NULL,
        first_entry INTEGER NOT NULL,
        last_entry INTEGER NOT NULL,
        merkle_root TEXT NOT NULL,
        mined_by TEXT NOT NULL,
        difficulty INTEGER NOT NULL,
        proof INTEGER NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX headers_by_first_entry ON headers (first_entry);

      CREATE TABLE entries (
        number INTEGER PRIMARY KEY,
        entry TEXT NOT NULL,
        accepted_at INTEGER NOT NULL,
        mac BLOB NOT NULL,
        key_id BLOB,
        ciphertext BLOB,
        fingerprint BLOB
      ) STRICT;

      CREATE TABLE lookups (
        lookup BLOB NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (lookup, number)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 8,
    sql: `
      CREATE TABLE versions (
        number INTEGER PRIMARY KEY,
        record INTEGER NOT NULL,
        replaced_by INTEGER
      ) STRICT;
      CREATE INDEX versions_by_record ON versions (record);

      CREATE TABLE erasures (
        record INTEGER PRIMARY KEY,
        reason TEXT,
        mac BLOB NOT NULL,
        entry INTEGER,
        done INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX entries_by_reference ON entries (${REFERENCE}) WHERE ${REFERS};

      ALTER TABLE lookups RENAME TO ordered_lookups;
      CREATE TABLE lookups (
        place INTEGER PRIMARY KEY,
        lookup BLOB NOT NULL,
        number INTEGER NOT NULL
      ) STRICT;
      INSERT INTO lookups (place, lookup, number) VALUES (0, randomblob(${FIRST_PAGE}), 0);
      INSERT OR IGNORE INTO lookups (place, lookup, number)
        SELECT 2 * number + row_number() OVER (PARTITION BY number ORDER BY lookup) - 1, lookup, number
        FROM ordered_lookups ORDER BY number;
      CREATE INDEX lookups_by_prefix ON lookups (${PREFIX});
      UPDATE ordered_lookups SET lookup = randomblob(length(lookup));
      DROP TABLE ordered_lookups;`,
  },
  {
    id: 9,
    sql: `
      CREATE TABLE reads (
        number INTEGER PRIMARY KEY,
        commitment TEXT NOT NULL,
        record INTEGER,
        key_id BLOB NOT NULL,
        ciphertext BLOB NOT NULL,
        mac BLOB NOT NULL
      ) STRICT;

      CREATE TABLE read_tiles (
        level INTEGER NOT NULL,
        "index" INTEGER NOT NULL,
        hashes BLOB NOT NULL,
        PRIMARY KEY (level, "index")
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE read_checkpoints (
        size INTEGER PRIMARY KEY,
        note TEXT NOT NULL,
        cosignatures INTEGER NOT NULL DEFAULT 0
      ) STRICT;`,
  },
  {
    id: 10,
    sql: `
      ALTER TABLE mempool ADD COLUMN corrects INTEGER;
      CREATE UNIQUE INDEX mempool_by_corrects ON mempool (corrects) WHERE corrects IS NOT NULL;`,
    finish: ({ sql }) => indexCorrections(sql),
  },
  {
    id: 11,
    sql: `
      CREATE INDEX entries_by_key ON entries (number) WHERE ${ENROLS_OR_REVOKES};
      ALTER TABLE erasures ADD COLUMN signed TEXT;`,
  },
];

/** Makes the database itself prevent two records with the same registration number. */
function indexRegNos(sql: SqlStorage): void {
  indexOnce(sql, "blocks_by_Reg_no", `blocks (Reg_no) WHERE "index" > 1 AND corrects IS NULL`);
}

/** Makes the database itself prevent two corrections of the same block. */
function indexCorrections(sql: SqlStorage): void {
  indexOnce(sql, "corrections_by_corrects", "blocks (corrects) WHERE corrects IS NOT NULL");
}

/** Creates an index of columns in which no two rows may have the same value, unless some already do. */
function indexOnce(sql: SqlStorage, name: string, columns: string): void {
  try {
    sql.exec(`CREATE UNIQUE INDEX ${name} ON ${columns}`);
  } catch (error) {
    if (!String(error).includes("UNIQUE constraint failed")) throw error;
    // Someone edited the storage. The ledger must still start, so that its validation can report this.
    sql.exec(`CREATE INDEX ${name} ON ${columns}`);
  }
}

/** Whether the object holds anything. An object that was only addressed by a request has no tables, and gets none. */
export function isMigrated(storage: DurableObjectStorage): boolean {
  return storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray().length > 0;
}

/**
 * Brings the object's schema up to date. It runs the steps that have not run yet, and stores the id of each together
 * with its changes.
 *
 * @throws Error if a newer version of this code wrote the storage, or the list is out of order
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly Migration[] = MIGRATIONS): void {
  migrations.forEach(({ id }, place) => {
    if (id !== place + 1) throw new Error(`migration ${id} is number ${place + 1} in the list: only append steps`);
  });
  storage.transactionSync(() => {
    storage.sql.exec("CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY)");
    const [{ taken }] = storage.sql.exec<{ taken: number }>("SELECT COUNT(*) AS taken FROM migrations").toArray() as [
      { taken: number },
    ];
    if (taken > migrations.length) {
      throw new Error(`the storage has run ${taken} migrations, more than this version of the code knows`);
    }
    for (const { id, sql, finish } of migrations.slice(taken)) {
      storage.sql.exec(sql);
      finish?.(storage);
      storage.sql.exec("INSERT INTO migrations (id) VALUES (?)", id);
    }
  });
}
