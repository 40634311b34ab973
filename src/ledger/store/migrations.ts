import { Checkpoints } from "./checkpoints.ts";

/** One step of the schema's history. Steps are only ever appended: an object may have stopped at any of them. */
interface Migration {
  /** Consecutive from 1; the number under which the object remembers that the step was taken. */
  readonly id: number;
  readonly sql: string;
  /** What SQL alone cannot do, done right after it. */
  readonly finish?: (storage: DurableObjectStorage) => void;
}

/**
 * The steps, the last of which leaves this schema. Whoever can edit the storage can edit all of it, so nothing in it is
 * believed for being there: under each table stands what a signature covers of it.
 *
 * `blocks`: the chain, a row for each block. `Blocks` writes a row when the miner appends the block, never changes or
 * deletes one, and reads them for everything that is asked of the chain.
 * - `"index"`: 1 for genesis, then consecutive.
 * - `timestamp`, `patient_name`, `patient_ID`, `Reg_no`, `mined_by`, `proof`, `previous_hash`, `hash`: what `Block`
 *   says.
 * - `author`, `corrects`: as in `Block`; NULL where the block does not have it.
 * - `difficulty`: as in `Block`; NULL on a `squares` ledger.
 * - Signed: `hash` covers all other columns, among them the `hash` of the row before, and is the leaf in `tree`.
 *
 * The index `blocks_by_Reg_no` keeps two records from one registration number, which genesis and corrections do not
 * take; with `corrections_by_Reg_no` it finds who holds a number. `blocks_by_proof` finds the proof that followed an
 * equal one before.
 *
 * `mempool`: a row for each record that waits to be mined. `Mempool` adds it when the record is accepted, and deletes
 * it when its block is appended or its request is refused. The miner reads it, and so does who asks where a record is.
 * - `position`: counts the records as they arrive, and is never given twice.
 * - `id`: names the record in URLs and says nothing of it.
 * - `patient_name`, `patient_ID`, `Reg_no`: the record.
 * - `mined_by`: who registered it, the author of its block. The column is older than the distinction.
 * - `accepted_at`: when it was accepted, in milliseconds since 1970; read for the age of the oldest alone.
 * - `promised`: 1 once somebody was told that it will be mined. Only a row with 0 may be taken back.
 * - Signed: nothing, until the record stands in a block.
 *
 * `mined`: a row for each record that waited and was mined. `Mempool` writes it with the record's block, never deletes
 * it, and reads it for who comes back with the id.
 * - `id`: the one that the record had in `mempool`.
 * - `"index"`: its block's.
 * - Signed: nothing. A wrong row leads to another block, which shows by itself whose it is.
 *
 * `tree`: a row for each complete subtree of the Merkle tree over the blocks (RFC 6962). `Tree` writes those that a
 * block completes together with it, and the missing ones of a chain that is older than the table; `SigningGate` and
 * `SignedTree` read them for roots, proofs and tiles.
 * - `level`: 0 for leaves, one more for each level above.
 * - `"index"`: its place in the level, from 0. The leaf 0 is genesis's.
 * - `hash`: 32 bytes; of a leaf, over the `hash` of its block.
 * - Signed: a checkpoint signs the root that they hash to.
 *
 * `checkpoints`: a row for each signed checkpoint that is kept, which are the newest and the newest hundred that a
 * witness has cosigned. `Checkpoints` writes one with each block that is signed, again when cosignatures come or the
 * keys change, and deletes those before it; `SigningGate` holds the chain to the newest.
 * - `size`: how many blocks it covers.
 * - `note`: its text, with the signatures of the ledger and of witnesses (C2SP tlog-checkpoint).
 * - `cosignatures`: how many witnesses have cosigned it.
 * - Signed: `note`, which says the ledger's name, `size` and the root of the tree.
 *
 * `migrations`: a row for each step that was taken. `migrate` writes and reads it.
 * - `id`: the step's.
 * - Signed: nothing.
 *
 * Beside the tables, in the object's key-value storage:
 * - `puzzle`: the ledger's puzzle, noted by `Founding` before there is a genesis.
 * - `founded`: true, noted by `Founding` with genesis. A chain whose blocks are gone is not founded again.
 * - `checked`: when the last check of the whole chain ended, in milliseconds since 1970, noted by `BackgroundCheck`,
 *   and by `Founding` with genesis.
 * - `unsigned`: the size that the chain had last while there was no key to sign with, noted by `Checkpoints` and
 *   deleted with the first checkpoint.
 * - `fault`: the fault that the last check found, with what the check looked at, noted by `KnownFault` and deleted when
 *   a check that looks at the same finds it gone.
 * - Signed: nothing. What forged notes can hide, a kept checkpoint shows.
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
    // Of those that wait already, anybody may have been told.
    sql: "ALTER TABLE mempool ADD COLUMN promised INTEGER NOT NULL DEFAULT 1",
    // A ledger that never had a key has signed nothing; from now on it has to say so itself.
    finish: (storage) => new Checkpoints(storage).markIfNeverSigned(),
  },
];

/** Has the database itself keep two records from one registration number. */
function indexRegNos(sql: SqlStorage): void {
  const columns = `blocks (Reg_no) WHERE "index" > 1 AND corrects IS NULL`;
  try {
    sql.exec(`CREATE UNIQUE INDEX blocks_by_Reg_no ON ${columns}`);
  } catch (error) {
    if (!String(error).includes("UNIQUE constraint failed")) throw error;
    // Somebody registered a number twice behind the ledger's back. It has to start, so that its validation can say so.
    sql.exec(`CREATE INDEX blocks_by_Reg_no ON ${columns}`);
  }
}

/** Whether the object holds a ledger at all: one that was only asked for has no tables, and is not given any. */
export function isMigrated(storage: DurableObjectStorage): boolean {
  return storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray().length > 0;
}

/**
 * Brings the object's schema up to date: runs the steps it has not taken yet, each together with the note that it was
 * taken.
 *
 * @throws Error when the storage was written by a newer version of this code, or the list is out of order
 */
export function migrate(storage: DurableObjectStorage, migrations = MIGRATIONS): void {
  migrations.forEach(({ id }, place) => {
    if (id !== place + 1) throw new Error(`migration ${id} stands in place ${place + 1}: steps are only appended`);
  });
  storage.transactionSync(() => {
    storage.sql.exec("CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY)");
    const [{ taken }] = storage.sql.exec<{ taken: number }>("SELECT COUNT(*) AS taken FROM migrations").toArray() as [
      { taken: number },
    ];
    if (taken > migrations.length) throw new Error(`the storage has taken ${taken} migrations, this code knows fewer`);
    for (const { id, sql, finish } of migrations.slice(taken)) {
      storage.sql.exec(sql);
      finish?.(storage);
      storage.sql.exec("INSERT INTO migrations (id) VALUES (?)", id);
    }
  });
}
