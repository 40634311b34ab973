import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "peer.py");

/** Python's version, or undefined without Python. */
export function pythonVersion(): string | undefined {
  const { status, stdout } = spawnSync("python3", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim().replace(/^Python /, "") : undefined;
}

/** The paper's system in Python, as a server. */
export class Peer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @param chainFile an initial chain, one block a line; genesis alone by default */
  static async start(...chainFile: readonly string[]): Promise<Peer> {
    const child = spawn("python3", [PROGRAM, "serve", ...chainFile], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    return new Peer(child, `http://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await once(this.#child, "exit");
  }
}

/** Hashes a second of the paper's loop; the arguments are those of the program's `search`. */
export function searchRate(...search: readonly string[]): number {
  const { stdout, stderr } = spawnSync("python3", [PROGRAM, "search", ...search], { encoding: "utf8" });
  if (!stdout) throw new Error(stderr);
  const { hashes, seconds } = JSON.parse(stdout) as { hashes: number; seconds: number };
  return hashes / seconds;
}
