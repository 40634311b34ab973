import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll } from "vitest";
import { fetchTrusting } from "../../../src/cli/class/trusting-fetch.ts";
import type { ClassCodes } from "../../../src/contract/schemas/class.ts";
import { newCheckout } from "./checkout.ts";
import { membersOf, signal, spawnGuarded } from "./process-group.ts";
import { until } from "./until.ts";

/** What the command prints once the class's ledger exists, which is last. */
const READY = "is ready.";

/**
 * An `npm run class` in a checkout of its own, where it keeps its class and its certificate. Create it at the top of a test
 * file: after the file's tests it is removed.
 *
 * @param files additional files, such as a list of names: their contents, by name
 */
export function classRun(files: Readonly<Record<string, string>> = {}): ClassRun {
  const run = new ClassRun(files);
  afterAll(() => run.dispose());
  return run;
}

export class ClassRun {
  /** The checkout. */
  readonly root: string;
  /** The folder of the class. */
  readonly folder: string;
  #child: ChildProcess | undefined;
  #output = "";
  #code: number | NodeJS.Signals | null | undefined;
  #port: number | undefined;

  /** @param port the port to use; by default one that is free at the first start */
  constructor(files: Readonly<Record<string, string>> = {}, port?: number) {
    this.root = newCheckout(files);
    this.folder = join(this.root, ".class");
    this.#port = port;
  }

  /** Starts it, on the same port each time, and waits until the class and its ledgers are there. */
  async start(...options: readonly string[]): Promise<void> {
    await this.run(...options);
    await until(
      () => `npm run class opens a class; it said:\n${this.#output}`,
      () => {
        if (this.#code !== undefined) throw new Error(`npm run class ended with ${this.#code}:\n${this.#output}`);
        return this.#output.includes(READY);
      },
    );
  }

  /** Starts it, and does not wait. */
  async run(...options: readonly string[]): Promise<void> {
    this.#port ??= await freePorts();
    this.#output = "";
    this.#code = undefined;
    const child = this.#spawn(options);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        if (this.#child === child) this.#output += text;
      });
    }
    child.on("close", (code, ended) => {
      // One that was killed may close after the next has started.
      if (this.#child === child) this.#code = code ?? ended;
    });
    this.#child = child;
  }

  /** Runs the command once more beside the one that runs, and waits until it has ended on its own. */
  async another(...options: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
    const child = this.#spawn(options);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  }

  #spawn(options: readonly string[]): ChildProcessWithoutNullStreams {
    // A class on a deployment listens on no port, and one that is resumed knows its own.
    const needsPort = !options.includes("--url") && !existsSync(join(this.folder, "roster"));
    const port = needsPort ? ["--port", String(this.#port)] : [];
    const args = ["run", "class", "--", ...port, ...options];
    return spawnGuarded("npm", args, { cwd: this.root, env: process.env });
  }

  /** Everything that it has printed since its start. */
  get output(): string {
    return this.#output;
  }

  /** The port of the server; the help page's is the next. */
  get port(): number {
    return this.#port ?? 0;
  }

  /** The server's address on this machine. */
  get url(): string {
    return `https://localhost:${this.port}`;
  }

  /** The certificate, as text. */
  get certificate(): string {
    return readFileSync(join(this.root, ".dev/class-certificate/certificate.pem"), "utf8");
  }

  /** The teacher's token, from the printed link. */
  get token(): string {
    const [, token] = /\/#token=(\S+)$/m.exec(this.#output) ?? [];
    if (token === undefined) throw new Error(`it prints no link to the board:\n${this.#output}`);
    return token;
  }

  /** Requests a path over https, trusting the class's certificate alone. With an empty token, it sends none. */
  fetch(path: string, init: RequestInit = {}, token: string = this.token): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== "") headers.set("Authorization", `Bearer ${token}`);
    return fetchTrusting(this.certificate)(this.url + path, { ...init, headers });
  }

  /** Sends JSON, as {@link fetch} does. */
  post(path: string, body: object, token?: string): Promise<Response> {
    const headers = { "Content-Type": "application/json" };
    return this.fetch(path, { method: "POST", headers, body: JSON.stringify(body) }, token);
  }

  /** The students' codes, in the order of their numbers. */
  async codes(className = "class"): Promise<readonly (string | null)[]> {
    const { codes } = (await (await this.fetch(`/classes/${className}/codes`)).json()) as ClassCodes;
    return codes.map(({ code }) => code);
  }

  /** Presses Ctrl-C: the terminal sends SIGINT to the whole group. @returns the exit code */
  async interrupt(): Promise<number | NodeJS.Signals | null> {
    signal(-this.group, "SIGINT");
    return this.end();
  }

  /** Waits until the command has ended. @returns its exit code, or the signal that ended it */
  async end(): Promise<number | NodeJS.Signals | null> {
    await until(
      () => `npm run class ends; it said:\n${this.#output}`,
      () => this.#code !== undefined,
    );
    const code = this.#code ?? null;
    await this.kill();
    return code;
  }

  /** Kills all its processes at once. */
  async kill(): Promise<void> {
    const group = this.group;
    signal(-group, "SIGKILL");
    await until(
      () => "the processes of npm run class are gone",
      () => membersOf(group).length === 0,
    );
    this.#child = undefined;
  }

  /** Its process group. */
  get group(): number {
    const group = this.#child?.pid;
    if (group === undefined) throw new Error("npm run class was not started");
    return group;
  }

  /** Ends it, in whatever state a failed test left it, and removes the checkout. */
  async dispose(): Promise<void> {
    if (this.#child) await this.kill();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A free port with a free one after it; several test runs may be active at once. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false)).listen(port, "0.0.0.0", () => probe.close(() => resolve(true)));
  });
}
