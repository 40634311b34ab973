import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll } from "vitest";
import { ROOT } from "../root.ts";
import { writeSettingsWithoutBuild } from "./bundle.ts";
import { LedgerServer } from "./ledger-server.ts";
import { membersOf, signal, spawnGuarded } from "./process-group.ts";

/** How long a start or a stop may take, in milliseconds: many times what it takes even on a busy machine. */
const PATIENCE = 60_000;

/**
 * A real `wrangler dev` with its own data. Create it at the top of a test file: after the file's tests it is stopped
 * and its data is removed.
 */
export function devServer(): DevServer {
  const server = new DevServer();
  afterAll(async () => {
    await server.dispose();
  });
  return server;
}

export class DevServer extends LedgerServer {
  /** Where the ledger is stored; the data survive a restart. */
  readonly data = mkdtempSync(join(tmpdir(), "patient-ledger-"));
  /** Environment variables in addition to those of this process. Set them before the start. */
  env: Readonly<Record<string, string>> = {};
  /** Additional arguments of `npm run dev`. Set them before the start. */
  flags: readonly string[];
  #child: ChildProcess | undefined;
  #log = "";
  #port: string | undefined;

  /** @param flags additional arguments of `npm run dev` */
  constructor(...flags: readonly string[]) {
    super();
    this.flags = flags;
  }

  /** Runs what `npm run dev` runs, on a port that was free at its first start, and waits until it answers. */
  async start(): Promise<void> {
    const port = (this.#port ??= String(await freePort()));
    const flags = ["--ip", "127.0.0.1", "--port", port, "--inspector-port", "0", "--persist-to", this.data];
    flags.push("--config", writeSettingsWithoutBuild(this.data));
    this.#log = "";
    const child = spawnGuarded(process.execPath, ["src/cli/dev.ts", ...flags, ...this.flags], {
      cwd: ROOT,
      env: { ...process.env, ...this.env },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (this.#log += text));
    this.url = `http://127.0.0.1:${port}`;
    await this.#until(async () => {
      if (child.exitCode !== null) throw new Error(`npm run dev ended with ${child.exitCode}:\n${this.#log}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      return answer?.ok === true;
    });
    // Only after the start, which creates the key if there is none.
    this.token = await this.tokenOf("developer");
  }

  /** Ends it as closing a terminal does, and waits until all its processes are gone. */
  async stop(): Promise<void> {
    const { group } = this;
    signal(-group, "SIGTERM");
    await this.#until(() => Promise.resolve(membersOf(group).length === 0));
    this.#child = undefined;
  }

  /**
   * Whether it has ended on its own, as `wrangler dev` does when a connection between its proxy and the Worker is lost
   * (issue 15317 of cloudflare/workers-sdk).
   */
  get hasEnded(): boolean {
    return this.#child !== undefined && this.#child.exitCode !== null;
  }

  /** The port that it listens on. */
  get port(): number {
    return Number(this.#port);
  }

  /** Everything it has written since its start. */
  get log(): string {
    return this.#log;
  }

  /** The processes of the runtime, workerd; none while it is not running. */
  runtimes(): number[] {
    const members = this.#child?.pid === undefined ? [] : membersOf(this.#child.pid);
    return members.filter(({ command }) => command === "workerd").map(({ pid }) => pid);
  }

  /** Sends SIGKILL to the runtime first, before any process could tell it to end, then to all the others. */
  async kill(): Promise<void> {
    const { group } = this;
    const runtimes = this.runtimes();
    for (const pid of runtimes) signal(pid, "SIGKILL");
    signal(-group, "SIGKILL");
    if (runtimes.length === 0) throw new Error(`no workerd was running:\n${this.#log}`);
    await this.#until(() => Promise.resolve(membersOf(group).length === 0));
    this.#child = undefined;
  }

  /** Ends it, in whatever state a failed test left it, and removes the data. */
  async dispose(): Promise<void> {
    const group = this.#child?.pid;
    if (group !== undefined) {
      signal(-group, "SIGKILL");
      await this.#until(() => Promise.resolve(membersOf(group).length === 0));
    }
    rmSync(this.data, { recursive: true, force: true });
  }

  /** The group of its processes. */
  get group(): number {
    const group = this.#child?.pid;
    if (group === undefined) throw new Error("the server was not started");
    return group;
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`npm run dev did not do it in ${PATIENCE} ms:\n${this.#log}`);
      await wait(50);
    }
  }
}

/** A free port; several test runs may be active at once. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
