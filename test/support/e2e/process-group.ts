import { type ChildProcessWithoutNullStreams, execFileSync, spawn, type SpawnOptions } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * The shell becomes the command, and leaves a guard process in its group. The guard reads from a pipe whose other end
 * only this process holds. When this process ends, the guard kills the whole group, so that even a killed test run
 * leaves nothing running.
 */
const GUARDED = `exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec "$@" </dev/null 3<&-`;

/** Starts a command without standard input, as the leader of a process group that ends with this process. */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env">,
): ChildProcessWithoutNullStreams {
  return spawn("sh", ["-c", GUARDED, "sh", command, ...args], { ...options, detached: true });
}

/** A running process. A zombie, which has ended but was not waited for, does not count. */
interface Member {
  readonly pid: number;
  readonly command: string;
}

/** The processes of a group. */
export function membersOf(group: number): Member[] {
  return processes().filter((process) => process.group === group);
}

/** The ids of a process's own child processes with this name. */
export function childrenOf(parent: number, name: string): number[] {
  return processes()
    .filter((process) => process.parent === parent && process.command === name)
    .map(({ pid }) => pid);
}

/** Sends a signal to a process, or with a negative number to a whole group. A missing process is not an error. */
export function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

type Found = Member & { readonly parent: number; readonly group: number; readonly state: string };

/** All running processes. Uses /proc where available, since slim Linux images have no ps. */
function processes(): Found[] {
  const found = existsSync("/proc/self/stat") ? fromProc() : fromPs();
  return found.filter(({ state }) => !state.startsWith("Z"));
}

function fromProc(): Found[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // proc(5): pid (command) state ppid pgrp …; the command may itself contain spaces and parentheses.
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state = "", parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
        return [{ pid: Number(pid), command, parent: Number(parent), group: Number(group), state }];
      } catch {
        return []; // It ended after the listing.
      }
    });
}

function fromPs(): Found[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,state=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [pid, parent, group, state = "", ...path] = line.trim().split(/\s+/);
    const command = path.join(" ").split("/").at(-1) ?? "";
    return { pid: Number(pid), command, parent: Number(parent), group: Number(group), state };
  });
}
