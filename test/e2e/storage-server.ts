import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseSync } from "node:sqlite";
import { afterAll } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { Receipt } from "../../src/chain/receipt.ts";
import { ALL_SCOPES, DEVELOPMENT, KEY_FOLDER, openTokenKey, signToken } from "../../src/cli/token-key.ts";
import { ROOT } from "./dev-server.ts";
import { membersOf, signal } from "./process-group.ts";

/** How long a start or a stop may take, in milliseconds: many times what it does take on a busy machine. */
const PATIENCE = 60_000;

/** Ends the whole group when the test run ends, even killed: see dev-server.ts. */
const GUARDED = `exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec npm run dev -- "$@" </dev/null 3<&-`;

/** What mining a record answers with. */
interface Mined {
  readonly block: Block;
  readonly receipt: Receipt;
}

/** A real `wrangler dev` whose storage is in the hands of an operator who rolls it back and edits it. */
export class StorageServer {
  url = "";
  readonly #folder = mkdtempSync(join(tmpdir(), "patient-ledger-"));
  readonly #data = join(this.#folder, "data");
  readonly #flags: readonly string[];
  #token = "";
  #child: ChildProcess | undefined;
  #log = "";

  /** @param flags what `npm run dev` gets besides; to be made at the top of a test file, which also removes it */
  constructor(...flags: readonly string[]) {
    this.#flags = flags;
    afterAll(async () => {
      await this.#end("SIGKILL");
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** Runs `npm run dev` on a free port, and waits until it answers. */
  async start(): Promise<void> {
    const port = String(await freePort());
    const flags = ["--ip", "127.0.0.1", "--port", port, "--inspector-port", "0", "--persist-to", this.#data];
    this.#log = "";
    const child = spawn("sh", ["-c", GUARDED, "sh", ...flags, ...this.#flags], { cwd: ROOT, detached: true });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (this.#log += text));
    this.url = `http://127.0.0.1:${port}`;
    await this.#until(async () => {
      if (child.exitCode !== null) throw new Error(`npm run dev ended with ${child.exitCode}:\n${this.#log}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      return answer?.ok === true;
    });
    const claims = { ...DEVELOPMENT, subject: "developer", scope: ALL_SCOPES, ledgers: ["*"], expires: "1h" };
    this.#token = await signToken(await openTokenKey(KEY_FOLDER), claims);
  }

  /** Stops it, lets the operator do something to the storage, and starts it again. */
  async whileStopped(act: () => void | Promise<void>): Promise<void> {
    await this.#end("SIGTERM");
    await act();
    await this.start();
  }

  /** Keeps a copy of the whole storage, under a name; while it is stopped. */
  save(name: string): void {
    cpSync(this.#data, join(this.#folder, name), { recursive: true });
  }

  /** Puts the whole storage back to a copy that was saved; while it is stopped. */
  rollBack(name: string): void {
    rmSync(this.#data, { recursive: true });
    cpSync(join(this.#folder, name), this.#data, { recursive: true });
  }

  /** Opens the SQLite database of the one ledger that has blocks; while it is stopped. */
  async edit(act: (database: DatabaseSync) => void | Promise<void>): Promise<void> {
    const files = globSync("v3/do/*/*.sqlite", { cwd: this.#data }).filter((file) => !file.includes("metadata"));
    const [file] = files;
    if (file === undefined || files.length > 1) throw new Error(`not one database, but ${files.join()}`);
    const database = new DatabaseSync(join(this.#data, file));
    try {
      await act(database);
    } finally {
      database.close();
    }
  }

  /** Requests a path with a good token. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${this.#token}`);
    return fetch(this.url + path, { ...init, headers });
  }

  /** The text of a path's answer, which must be a good one. */
  async text(path: string): Promise<string> {
    const answer = await this.fetch(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  async json<Answer>(path: string): Promise<Answer> {
    return JSON.parse(await this.text(path)) as Answer;
  }

  /** Mines records of these patients, one after the other. */
  async mine(...names: readonly string[]): Promise<Mined[]> {
    const mined: Mined[] = [];
    for (const name of names) {
      const body = JSON.stringify({ patient_name: name, patient_ID: `P-${name}`, Reg_no: `REG-${name}` });
      const headers = { "Content-Type": "application/json" };
      const answer = await this.fetch("/mine_block", { method: "POST", headers, body });
      if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      mined.push((await answer.json()) as Mined);
    }
    return mined;
  }

  async #end(name: NodeJS.Signals): Promise<void> {
    const group = this.#child?.pid;
    if (group === undefined) return;
    signal(-group, name);
    await this.#until(() => Promise.resolve(membersOf(group).length === 0));
    this.#child = undefined;
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`npm run dev did not do it in ${PATIENCE} ms:\n${this.#log}`);
      await wait(50);
    }
  }
}

/** A port that nobody listens on: several test runs may go on at once. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
