import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { membersOf } from "./process-group.ts";

/** An address on which a process listens for TCP connections. */
export interface Listener {
  readonly isLoopback: boolean;
  readonly port: number;
}

/** Whether this system reports where a process listens, as Linux does. */
export const HAS_PROC = existsSync("/proc/net/tcp");

/** The state of a listening socket in /proc/net/tcp (proc_net_tcp(5)). */
const LISTEN = "0A";

/** The addresses on which the processes of a group listen, from /proc. */
export function listenersOf(group: number): Listener[] {
  const sockets = new Set(membersOf(group).flatMap(({ pid }) => socketsOf(pid)));
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = ""]) => state === LISTEN && sockets.has(inode))
      .map(([, local = ""]) => listener(local)),
  );
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? []);
  } catch {
    return []; // It ended, or closed a file, after the listing.
  }
}

/** An address as the kernel writes it: each 32-bit word in this machine's byte order. */
function listener(local: string): Listener {
  const [address = "", port = ""] = local.split(":");
  const isLoopback = /^[0-9A-F]{6}7F$/.test(address) || address === `${"0".repeat(24)}01000000`;
  return { isLoopback, port: Number.parseInt(port, 16) };
}
