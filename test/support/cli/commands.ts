import { execFile, type ExecFileException } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import type { Run } from "../../../src/cli/command.ts";
import { authorKey } from "../../../src/cli/commands/author-key.ts";
import { compare } from "../../../src/cli/commands/compare.ts";
import { follow } from "../../../src/cli/commands/follow.ts";
import { mine } from "../../../src/cli/commands/mine.ts";
import { recordKey } from "../../../src/cli/commands/record-key.ts";
import { register } from "../../../src/cli/commands/register.ts";
import { signingKey } from "../../../src/cli/commands/signing-key.ts";
import { token } from "../../../src/cli/commands/token.ts";
import { verify } from "../../../src/cli/commands/verify.ts";
import { witness } from "../../../src/cli/commands/witness.ts";
import type { Io, Output } from "../../../src/cli/io.ts";
import { ROOT } from "../root.ts";

/** A command's exit code and output. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The report of `verify --json`. */
export interface Report {
  readonly valid: boolean;
  readonly length: number;
  readonly head?: string;
  readonly root: string;
  readonly genesis?: string;
  readonly puzzle?: string;
  readonly difficulty?: number;
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  readonly fault?: Fault;
}

/** The commands that run in this process; `dev` needs its own terminal. */
const COMMANDS = {
  "author-key": authorKey,
  compare,
  follow,
  mine,
  "record-key": recordKey,
  register,
  "signing-key": signingKey,
  token,
  verify,
  witness,
} as const satisfies Record<string, Run>;

/** Records a command's output. */
class Recorder implements Output {
  readonly isTTY: boolean;
  text = "";

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

/** What a test passes to a command besides its arguments. */
interface RunContext {
  /** What the command reads from standard input. */
  readonly stdin?: string;
  /** Aborted in place of SIGINT and SIGTERM. */
  readonly stop?: AbortSignal;
  /** Whether standard output and standard error are terminals. */
  readonly isTTY?: boolean;
}

/** Runs a command in this process until it ends. */
export async function outcomeOf(
  command: Run,
  args: readonly string[],
  env: Io["env"] = {},
  { stdin = "", stop = new AbortController().signal, isTTY = false }: RunContext = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new Recorder(isTTY), new Recorder(isTTY)];
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    env: { ...process.env, ...env },
    stopSignal: () => stop,
  };
  const code = await command(args, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Runs a command of `src/cli` in this process, as {@link outcomeOf} does. */
export function run(
  command: keyof typeof COMMANDS,
  args: readonly string[],
  env?: Io["env"],
  context?: RunContext,
): Promise<Outcome> {
  return outcomeOf(COMMANDS[command], args, env, context);
}

/** Runs a command of `src/cli` as a separate process until it ends, for whatever reason. */
export function runProcess(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    const file = join("src/cli", `${command}.ts`);
    execFile(process.execPath, [file, ...args], options, (error: ExecFileException | null, stdout, stderr) => {
      // A process ended by a signal has no exit code; -1 is none that any test expects.
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

/** A folder for a test file's own files, removed after its tests. */
export function testFolder(): { path: string; write: (name: string, text: string | Uint8Array) => string } {
  const path = mkdtempSync(join(tmpdir(), "patient-ledger-"));
  afterAll(() => rmSync(path, { recursive: true }));
  const write = (name: string, text: string | Uint8Array) => {
    const file = join(path, name);
    writeFileSync(file, text);
    return file;
  };
  return { path, write };
}

/** Values as JSON, one a line, as `GET /get_chain` exports blocks. */
export function ndjson(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
