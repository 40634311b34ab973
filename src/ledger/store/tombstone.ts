/** The key under which an object keeps the signed statement that its ledger was deleted. */
const TOMBSTONE = "deleted";

/** How many bytes one row of filler takes. The platform allows values of 2 MB. */
const FILLER_BYTES = 1_000_000;

/** The signed statement that the object's ledger was deleted, as stored: whoever relies on it has to verify it. */
export function storedTombstone({ kv }: DurableObjectStorage): string | undefined {
  const stored = kv.get(TOMBSTONE);
  if (stored === undefined) return undefined;
  // Someone may have put anything there.
  return typeof stored === "string" ? stored : "";
}

/**
 * Deletes everything that an object stores but its tombstone, all or nothing. It must not be `deleteAll`: if the process
 * died after that, the name would be free, and two histories could be signed under it.
 *
 * SQLite leaves the content of dropped tables in the free pages of the file. So they are filled with random bytes: twice as
 * many as were stored, since some pages were free before. What they held was in a table that is smaller now, such as the
 * mempool, whose records have become blocks, which take more.
 */
export function bury(storage: DurableObjectStorage, tombstone: string): void {
  storage.transactionSync(() => {
    const { kv, sql } = storage;
    const bytes = 2 * sql.databaseSize;
    for (const name of tablesOf(sql)) sql.exec(`DROP TABLE "${name}"`);
    fill(sql, bytes);
    for (const key of Array.from(kv.list(), ([name]) => name)) kv.delete(key);
    kv.put(TOMBSTONE, tombstone);
  });
  // The write-ahead log still has the pages as they were. The next transactions write over it.
  storage.transactionSync(() => fill(storage.sql, FILLER_BYTES));
}

/** The names of the object's own tables. Those that SQLite and the platform keep cannot be dropped. */
function tablesOf(sql: SqlStorage): string[] {
  const query = `SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'`;
  return sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => name);
}

/** Writes over free pages of the file. */
function fill(sql: SqlStorage, bytes: number): void {
  sql.exec("CREATE TABLE filler (bytes BLOB)");
  for (let left = bytes; left > 0; left -= FILLER_BYTES) {
    sql.exec("INSERT INTO filler (bytes) VALUES (randomblob(?))", FILLER_BYTES);
  }
  sql.exec("DROP TABLE filler");
}
