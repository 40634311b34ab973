import { createHash, randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** The files that this process holds. */
const held = new Set<string>();

/**
 * Claims a file by writing this process's ID into another one beside it, for a Node without SQLite. The claim of a
 * process that was killed is found out and taken over.
 *
 * @returns a function that releases it; `undefined` if another process holds it
 */
export function claimByProcess(path: string): (() => void) | undefined {
  return claimFile(`${path}.pid`);
}

function claimFile(file: string): (() => void) | undefined {
  const draft = `${file}.${randomUUID()}`;
  // Each claim differs from all others, also from an earlier one of the same process.
  writeFileSync(draft, `${process.pid} ${startOf(process.pid)} ${randomUUID()}`, { mode: 0o600 });
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

/**
 * Replaces the claim of a process that has ended. Only whoever claims that very claim may do so, and only while it is
 * there: whoever comes later finds another one in its place.
 */
function takesOver(draft: string, file: string): boolean {
  const claim = textIn(file);
  if (claim === undefined) return appears(draft, file);
  if (isHeld(file, claim)) return false;
  const release = claimFile(`${file}.${createHash("sha256").update(claim).digest("hex").slice(0, 16)}`);
  if (!release) return false;
  try {
    if (textIn(file) !== claim) return false;
    renameSync(draft, file);
    return true;
  } finally {
    release();
  }
}

/** Whether the process that made a claim still runs. */
function isHeld(file: string, claim: string): boolean {
  const [id = "", start = ""] = claim.split(" ");
  const owner = Number(id);
  if (!(owner > 0)) return false;
  if (owner === process.pid) return held.has(file);
  try {
    process.kill(owner, 0);
  } catch (error) {
    // It runs, but is another user's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // After a restart of the machine or its container, another process may have the ID.
  return start === "" || start === startOf(owner);
}

/** When a process started, by the clock of Linux; empty on other systems. */
function startOf(id: number): string {
  try {
    // The second field is the program's name in parentheses, and may hold anything; the start is the 22nd.
    return readFileSync(`/proc/${id}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ")[19] ?? "";
  } catch {
    return "";
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
