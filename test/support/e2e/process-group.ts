import { type ChildProcessWithoutNullStreams, execFileSync, spawn, type SpawnOptions } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * The shell becomes the command and leaves a guard behind in the group, which ends the whole group when this process,
 * the only one that holds the other end of the pipe, ends: even a test run that is killed leaves nothing running.
 */
const GUARDED = `exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec "$@" </dev/null 3<&-`;

/** Starts a command, with nothing on its standard input, as the leader of a process group that does not outlive this. */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env">,
): ChildProcessWithoutNullStreams {
  return spawn("sh", ["-c", GUARDED, "sh", command, ...args], { ...options, detached: true });
}

/** A process that runs: one that has ended but was not waited for (a zombie) is none. */
interface Member {
  readonly pid: number;
  readonly command: string;
}

/** The processes of a group. From /proc where there is one, since slim images of Linux come without ps. */
export function membersOf(group: number): Member[] {
  const processes = existsSync("/proc/self/stat") ? fromProc() : fromPs();
  return processes.filter((process) => process.group === group && !process.state.startsWith("Z"));
}

/** Sends a signal to a process, or to a whole group by its negated number; one that is gone already is no fault. */
export function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

type Found = Member & { readonly group: number; readonly state: string };

function fromProc(): Found[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // proc(5): pid (command) state ppid pgrp …; the command may hold spaces and parentheses itself.
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
        return [{ pid: Number(pid), command, group: Number(group), state }];
      } catch {
        return []; // It ended between the listing and the reading.
      }
    });
}

function fromPs(): Found[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,pgid=,state=,comm="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [pid, group, state = "", ...path] = line.trim().split(/\s+/);
    return { pid: Number(pid), command: path.join(" ").split("/").at(-1) ?? "", group: Number(group), state };
  });
}
