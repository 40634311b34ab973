import { mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** Where Linux has a file system in memory. */
const MEMORY = "/dev/shm";

/** What the names of the folders begin with; the process that made the folder follows. */
const PREFIX = "patient-ledger-tests-";

/** How much must be free there, in bytes: several times what a run of all tests stores. Containers often have 64 MB. */
const ENOUGH = 2 ** 31;

/**
 * Makes the run's folder for temporary files one in memory, where there is enough, until the process ends. Runtimes,
 * servers and browsers keep theirs below it. A ledger syncs every write to its disk, which is most of what the tests of
 * storage would wait for. What a process finds after it was killed is the same on both.
 */
export function storeInMemory(): void {
  // Vitest reads its configuration several times.
  if (tmpdir().startsWith(join(MEMORY, PREFIX)) || !isLarge(MEMORY)) return;
  // A run that was killed could not remove its own.
  for (const name of readdirSync(MEMORY)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(MEMORY, name));
  }
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  process.env["TMPDIR"] = folder;
  process.on("exit", () => remove(folder));
}

/** Lets the processes of Node that the tests start load what another has compiled; most load the same modules. */
export function keepCompiled(): void {
  process.env["NODE_COMPILE_CACHE"] = join(ROOT, "node_modules/.cache/node");
}

function isLarge(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Those of other users cannot be signalled.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
