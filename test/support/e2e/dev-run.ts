import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { DEVELOPER, openTokenKey, signToken } from "../../../src/cli/keys/token-key.ts";
import { newCheckout } from "./checkout.ts";
import { membersOf, signal, spawnGuarded } from "./process-group.ts";
import { until } from "./until.ts";

interface Options {
  /** Additional files such as `.dev.vars`: their contents, by name. */
  readonly files?: Record<string, string>;
  /** Environment variables in addition to those of this process. */
  readonly env?: Record<string, string>;
}

/**
 * A first `npm run dev`, in a new checkout with its own settings and keys. The checkout is removed after the test that
 * started it.
 */
export class DevRun {
  readonly root: string;
  readonly #child: ChildProcess;
  #output = "";
  #code: number | NodeJS.Signals | null | undefined;

  /** @param flags the arguments after `npm run dev --` */
  constructor(flags: readonly string[], { files = {}, env = {} }: Options = {}) {
    this.root = newCheckout(files);
    const inspector = ["--inspector-port", "0"];
    const child = spawnGuarded("npm", ["run", "dev", "--", ...inspector, ...flags], {
      cwd: this.root,
      env: { ...process.env, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (this.#output += text));
    child.on("close", (code, ended) => (this.#code = code ?? ended));
    this.#child = child;
    onTestFinished(() => this.#dispose());
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Its process group. */
  get group(): number {
    if (this.#child.pid === undefined) throw new Error("npm was not started");
    return this.#child.pid;
  }

  /** Waits for the text that it prints when the server is running. @returns that text */
  async greeting(): Promise<string> {
    // The whole text is a single write.
    await this.#prints("The API reference is at");
    return this.#output.slice(this.#output.indexOf("patient-ledger runs at"));
  }

  /** Waits until it prints where it is running. @returns the printed origin */
  async origin(): Promise<string> {
    const [, origin] = /^patient-ledger runs at (\S+)$/m.exec(await this.greeting()) ?? [];
    if (origin === undefined) throw new Error(`it does not say where it runs:\n${this.#output}`);
    return origin;
  }

  /** Waits until it has ended on its own. @returns its exit code, or the signal that ended it */
  async end(): Promise<number | NodeJS.Signals | null> {
    await until(
      () => `npm run dev ends; it said:\n${this.#output}`,
      () => this.#code !== undefined,
    );
    return this.#code ?? null;
  }

  /** A token signed with the checkout's own key, as `npm run token` makes it. */
  async token(): Promise<string> {
    return signToken(await openTokenKey(join(this.root, ".dev")), DEVELOPER);
  }

  async #prints(text: string): Promise<void> {
    await until(
      () => `npm run dev prints ${text}; it said:\n${this.#output}`,
      () => {
        if (this.#code !== undefined) throw new Error(`npm run dev ended with ${this.#code}:\n${this.#output}`);
        return this.#output.includes(text);
      },
    );
  }

  async #dispose(): Promise<void> {
    signal(-this.group, "SIGKILL");
    await until(
      () => "the processes of npm run dev are gone",
      () => membersOf(this.group).length === 0,
    );
    rmSync(this.root, { recursive: true, force: true });
  }
}
