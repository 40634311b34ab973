import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/** The files that this process holds. */
const held = new Set<string>();

/**
 * Claims a file by writing this process's ID into another one beside it, for a Node without SQLite. A claim
 * that a killed process left behind is taken over.
 *
 * @returns a function that releases it; `undefined` if another process holds it
 */
export function claimByProcess(path: string): (() => void) | undefined {
  const file = `${path}.pid`;
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    if (!appears(draft, file) && !takesOver(draft, file)) return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
  held.add(file);
  return () => {
    if (held.delete(file)) rmSync(file, { force: true });
  };
}

/** Makes a file appear with its content in one step, unless there is one already. */
function appears(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Replaces the file of a process that has ended. One process at a time may do so, or it could remove a new claim. */
function takesOver(draft: string, file: string): boolean {
  const turn = `${file}.turn`;
  if (isHeld(file) || isHeld(turn)) return false;
  rmSync(turn, { force: true });
  if (!appears(draft, turn)) return false;
  try {
    if (isHeld(file)) return false;
    rmSync(file, { force: true });
    return appears(draft, file);
  } finally {
    rmSync(turn, { force: true });
  }
}

/** Whether the process that wrote a file still runs. */
function isHeld(file: string): boolean {
  const owner = Number(textIn(file));
  if (!(owner > 0)) return false;
  // After a restart of its container, this process may have the ID of the one that wrote the file.
  if (owner === process.pid) return held.has(file);
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // The process runs, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
