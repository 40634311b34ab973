import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The code under which SQLite says that another connection has the lock (its result code SQLITE_BUSY). */
const BUSY = 5;

/** What is locked: a connection that nobody refers to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only one that writes to a folder. The lock is SQLite's own on a file there, so it is the
 * operating system that ends it, with the process, however that ends.
 *
 * @returns what gives the folder free again
 * @throws Error when another process holds it
 */
export function lock(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, "lock"));
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new Error(`Another process writes to ${folder} already.`, { cause: error });
  }
  held.add(database);
  return () => {
    if (held.delete(database)) database.close();
  };
}
