import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Claim } from "./lock/claim.ts";
import { claimByProcess } from "./lock/process-lock.ts";
import { claimBySqlite } from "./lock/sqlite-lock.ts";

/**
 * Makes this process the only one that writes to a folder, until it releases the lock or ends.
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

const claim = claimOfThisNode();

function lockWith(path: string, target: string): () => void {
  const release = claim(path);
  if (release) return release;
  throw new Error(`Another process is already writing to ${target}. Stop it, or choose another.`);
}

/** The part of `node:sqlite` that is used. */
interface Sqlite {
  readonly DatabaseSync: typeof DatabaseSync;
}

/** Node has SQLite from version 22.13 on. */
function claimOfThisNode(): Claim {
  try {
    const sqlite = createRequire(import.meta.url)("node:sqlite") as Sqlite;
    return claimBySqlite(sqlite.DatabaseSync);
  } catch {
    return claimByProcess;
  }
}
