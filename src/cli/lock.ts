import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** SQLITE_BUSY, SQLite's result code when another connection holds the lock. */
const BUSY = 5;

/** The connections that hold a lock. Garbage collection of an unreferenced connection would release its lock. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only one that writes to a folder. SQLite holds the lock on a file there, so the operating
 * system releases it when the process ends, however it ends.
 *
 * @returns a function that releases the lock
 * @throws Error when another process holds it
 */
export function lock(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return lockWith(join(folder, "lock"), folder);
}

/** Makes this process the only one that writes to a file, as {@link lock} does, with a second file beside it. */
export function lockFile(file: string): () => void {
  return lockWith(`${file}.lock`, file);
}

function lockWith(path: string, target: string): () => void {
  const database = new DatabaseSync(path);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new Error(`Another process is already writing to ${target}. Stop it, or choose another.`, { cause: error });
  }
  held.add(database);
  return () => {
    if (held.delete(database)) database.close();
  };
}
