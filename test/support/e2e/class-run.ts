import type { ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./dev-server.ts";
import { membersOf, signal, spawnGuarded } from "./process-group.ts";
import { until } from "./until.ts";

/** The files of a checkout that `npm run class` needs; node_modules is linked. */
const SOURCES = ["package.json", "wrangler.toml", "src", ".github/pictures"];

/** An `npm run class` in a new checkout of its own, which may be killed and started again. */
export class ClassRun {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "patient-ledger-class-")));
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #output = "";
  #code: number | NodeJS.Signals | null | undefined;

  /** @param flags the arguments after `npm run class --`, except for the port */
  constructor(...flags: readonly string[]) {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(this.root, name), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.root, "node_modules"));
    this.#flags = flags;
  }

  /** Runs the command, and waits until the class and its ledger are there. */
  async start(): Promise<void> {
    const port = this.#port ?? (await freePorts());
    this.#port = port;
    this.#output = "";
    this.#code = undefined;
    const child = spawnGuarded("npm", ["run", "class", "--", "--port", String(port), ...this.#flags], {
      cwd: this.root,
      env: process.env,
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (this.#output += text));
    child.on("close", (code, ended) => (this.#code = code ?? ended));
    this.#child = child;
    await this.prints(/ is ready\./);
  }
  #port: number | undefined;

  /** Everything that it has printed since its start. */
  get output(): string {
    return this.#output;
  }

  /** The students' address that it printed first. */
  get origin(): string {
    return this.#printed(/^ {2}(https:\/\/[^\s/#]+)$/m);
  }

  get door(): string {
    return this.#printed(/^ {2}(http:\/\/[^\s/#]+)$/m);
  }

  /** The link with which the teacher opens the board. */
  get board(): string {
    return this.#printed(/^ {2}(https:\/\/\S+#token=\S+)$/m);
  }

  /** The certificate that it made, as PEM. */
  get certificate(): string {
    return readFileSync(join(this.root, ".dev/class-certificate/certificate.pem"), "utf8");
  }

  /** Whether anything is left of the class. */
  get isKept(): boolean {
    return existsSync(join(this.root, ".class"));
  }

  /** Waits until it prints a text. */
  async prints(text: RegExp): Promise<void> {
    await until(
      () => `npm run class prints ${text}; it said:\n${this.#output}`,
      () => {
        if (this.#code !== undefined) throw new Error(`npm run class ended with ${this.#code}:\n${this.#output}`);
        return text.test(this.#output);
      },
    );
  }

  /** Kills all its processes at once, as a power cut does. */
  async kill(): Promise<void> {
    const { group } = this;
    signal(-group, "SIGKILL");
    await this.#isGone(group);
  }

  /** Presses Ctrl-C, and waits until it has ended. @returns its exit code */
  async interrupt(): Promise<number | NodeJS.Signals | null> {
    const { group } = this;
    // A terminal signals the whole group.
    signal(-group, "SIGINT");
    await until(
      () => `npm run class ends; it said:\n${this.#output}`,
      () => this.#code !== undefined,
    );
    await this.#isGone(group);
    return this.#code ?? null;
  }

  /** Ends it, in whatever state a failed test left it, and removes the checkout. */
  async dispose(): Promise<void> {
    if (this.#child?.pid !== undefined) await this.kill();
    rmSync(this.root, { recursive: true, force: true });
  }

  get group(): number {
    if (this.#child?.pid === undefined) throw new Error("npm was not started");
    return this.#child.pid;
  }

  #printed(pattern: RegExp): string {
    const [, text] = pattern.exec(this.#output) ?? [];
    if (text === undefined) throw new Error(`it does not print ${pattern}:\n${this.#output}`);
    return text;
  }

  async #isGone(group: number): Promise<void> {
    await until(
      () => "the processes of npm run class are gone",
      () => membersOf(group).length === 0,
    );
  }
}

/** A free port after which another one is free. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = createServer();
    const port = await listening(first, 0);
    const second = createServer();
    const next = await listening(second, (port ?? 0) + 1);
    first.close();
    second.close();
    if (port !== undefined && next !== undefined) return port;
  }
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(port, "0.0.0.0", () => resolve((server.address() as AddressInfo).port));
  });
}
