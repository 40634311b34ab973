import { Checkpoints } from "./checkpoints.ts";

/** One step of the schema's history. Steps are only ever appended: an object may have stopped at any of them. */
interface Migration {
  /** Consecutive from 1; the number under which the object remembers that the step was taken. */
  readonly id: number;
  readonly sql: string;
  /** What SQL alone cannot do, done right after it. */
  readonly finish?: (storage: DurableObjectStorage) => void;
}

const MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    // The index on Reg_no finds a record again; that on proof finds the proof that followed an earlier, equal one.
    // Genesis is no patient's record: its Reg_no stays free.
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
    // A pending record gets an id that says nothing of it, under which its block is found later.
    sql: `
      ALTER TABLE mempool ADD COLUMN id TEXT NOT NULL DEFAULT '';
      ALTER TABLE mempool ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0;
      UPDATE mempool SET id = lower(hex(randomblob(16))), accepted_at = CAST(unixepoch('subsec') * 1000 AS INTEGER);
      CREATE UNIQUE INDEX mempool_by_id ON mempool (id);

      CREATE TABLE mined (id TEXT PRIMARY KEY, "index" INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  },
  {
    id: 3,
    // The Merkle tree's complete subtrees, and the signed checkpoints that are worth keeping, by the tree's size.
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
    // Who registered a record, and which block it corrects. A correction holds the number of the block that it corrects.
    sql: `
      ALTER TABLE blocks ADD COLUMN author TEXT;
      ALTER TABLE blocks ADD COLUMN corrects INTEGER;
      DROP INDEX IF EXISTS blocks_by_Reg_no;
      CREATE INDEX corrections_by_Reg_no ON blocks (Reg_no) WHERE corrects IS NOT NULL;`,
    finish: ({ sql }) => indexRegNos(sql),
  },
  {
    id: 5,
    // Whether somebody was told that a pending record will be mined: only those that nobody was told of may be taken back.
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
