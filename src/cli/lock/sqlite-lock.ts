import type { DatabaseSync } from "node:sqlite";
import type { Claim } from "./claim.ts";

/** SQLITE_BUSY, SQLite's result code when another connection holds the lock. */
const BUSY = 5;

/** The connections that hold a lock. Garbage collection of an unreferenced connection would release its lock. */
const held = new Set<DatabaseSync>();

/**
 * Claims a file by a lock that SQLite holds on it: the operating system releases it when the process ends, however it
 * ends.
 *
 * @param Database the class of `node:sqlite`
 */
export const claimBySqlite =
  (Database: typeof DatabaseSync): Claim =>
  (path) => {
    const database = opened(Database, path);
    try {
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      if ((error as { errcode?: number }).errcode !== BUSY) throw error;
      return undefined;
    }
    held.add(database);
    return () => {
      if (held.delete(database)) database.close();
    };
  };

/** Opens the file. SQLite's own error does not name it. */
function opened(Database: typeof DatabaseSync, path: string): DatabaseSync {
  try {
    return new Database(path);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
