import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { afterAll } from "vitest";
import { ROOT } from "../root.ts";
import { membersOf, signal, spawnGuarded } from "./process-group.ts";
import { until } from "./until.ts";

/** How a command ended. */
export interface Outcome {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const started = new Set<Command>();

/** Ends the commands that a failed test left running. Call this at the top of a test file that runs commands. */
export function disposeCommands(): void {
  afterAll(async () => {
    await Promise.all([...started].map((command) => command.dispose()));
  });
}

/** One of the project's commands, as a user runs it from a shell. */
export class Command {
  readonly #child: ChildProcessWithoutNullStreams;
  #stdout = "";
  #stderr = "";
  #code: Outcome["code"] | undefined;

  /**
   * @param name the file in `src/cli`
   * @param token what `LEDGER_TOKEN` is; without it, the command finds its own
   */
  constructor(name: string, args: readonly string[], token?: string) {
    const { LEDGER_TOKEN: _, ...env } = process.env;
    this.#child = spawnGuarded(process.execPath, [join(ROOT, "src/cli", `${name}.ts`), ...args], {
      cwd: ROOT,
      env: token === undefined ? env : { ...env, LEDGER_TOKEN: token },
    });
    this.#child.stdout.on("data", (text: Buffer) => (this.#stdout += text));
    this.#child.stderr.on("data", (text: Buffer) => (this.#stderr += text));
    this.#child.on("close", (code, ended) => (this.#code = code ?? ended));
    started.add(this);
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get isRunning(): boolean {
    return this.#code === undefined;
  }

  /** Waits until it has ended, on its own or after a signal. */
  async end(): Promise<Outcome> {
    await until(
      () => `the command ends; it said: ${this.#stderr}`,
      () => !this.isRunning,
    );
    return { code: this.#code ?? null, stdout: this.#stdout, stderr: this.#stderr };
  }

  /** Waits for a text on standard error; fails if the command ends first. */
  async says(text: string): Promise<void> {
    await until(
      () => `the command says ${text}; it said: ${this.#stderr}`,
      () => {
        if (!this.isRunning && !this.#stderr.includes(text)) throw new Error(`the command ended: ${this.#stderr}`);
        return this.#stderr.includes(text);
      },
    );
  }

  /** Sends a signal to the command, but not to the guard process of its group. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it, in whatever state a failed test left it. */
  async dispose(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    signal(-pid, "SIGKILL");
    await until(
      () => "the command's processes are gone",
      () => membersOf(pid).length === 0,
    );
  }
}
