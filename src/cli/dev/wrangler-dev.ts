import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Io, print } from "../io.ts";

/** Where `wrangler dev` listens. */
export interface Listening {
  /** A host that reaches it from this machine, such as `localhost` or `[::1]`: 127.0.0.1 if it listens on all. */
  readonly ip: string;
  readonly port: number;
}

/** Keeps wrangler quiet and offline, since a classroom may have no Internet. The user's environment overrides these. */
const PREFERENCES = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/**
 * Closes wrangler features that bypass the tokens. These override the user's environment, which may enable them for
 * another project.
 */
const CLOSED = {
  // The explorer, under /cdn-cgi/, runs any SQL on any ledger.
  X_LOCAL_EXPLORER: "false",
  // Traces store the URL of every request in the same folder as the ledgers.
  X_LOCAL_OBSERVABILITY: "false",
  // With a registry, workerd opens a port through which any program on this machine can call the objects directly.
  WRANGLER_REGISTRY_PATH: "",
};

/** Loaded into wrangler's process, so that it ends when this one was killed. */
const ENDING = join(import.meta.dirname, "end-with-parent.ts");

/** A running `wrangler dev`. */
export interface Wrangler {
  /** Aborts when it has ended. */
  readonly ended: AbortSignal;
  /** Asks it to end. */
  readonly stop: () => void;
}

/**
 * Runs `wrangler dev` in this terminal until it ends, and forwards the signals that end a process to it.
 *
 * @param root the project's folder
 * @param args the arguments of `wrangler dev`
 * @param onListening called once, when the server listens; not called if wrangler ends first
 * @param log the descriptor of the file that wrangler writes to, in place of this terminal
 * @returns wrangler's exit code, or 1 if a signal ended it
 */
export function runWrangler(
  root: string,
  args: readonly string[],
  { env, stderr }: Io,
  onListening: (where: Listening, wrangler: Wrangler) => void,
  log?: number,
): Promise<number> {
  const output = log ?? "inherit";
  const program = join(root, "node_modules/wrangler/bin/wrangler.js");
  const wrangler = spawn(process.execPath, ["--import", pathToFileURL(ENDING).href, program, "dev", ...args], {
    cwd: root,
    // wrangler inherits the terminal for its keys and colours. Over the channel it reports that it listens.
    stdio: ["inherit", output, output, "ipc"],
    env: { ...PREFERENCES, ...env, ...CLOSED },
  });
  const ended = new AbortController();
  let isListening = false;
  wrangler.on("message", (message) => {
    const listening = parse(message);
    if (!listening || isListening) return;
    isListening = true;
    onListening(listening, { ended: ended.signal, stop: () => wrangler.kill("SIGTERM") });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => wrangler.kill(signal));
  return new Promise((resolve) => {
    const end = (code: number) => {
      ended.abort();
      resolve(code);
    };
    wrangler.on("error", (error) => {
      print(stderr, `wrangler did not start: ${error.message}. Run npm ci.`);
      end(1);
    });
    wrangler.on("exit", (code, signal) => end(code ?? (signal ? 1 : 0)));
  });
}

/** Parses a message from wrangler, which is JSON text. Only the event that the server listens is used. */
function parse(message: unknown): Listening | undefined {
  if (typeof message !== "string") return undefined;
  const { event, ip, port } = JSON.parse(message) as { event?: unknown; ip?: unknown; port?: unknown };
  if (event !== "DEV_SERVER_READY" || typeof ip !== "string" || typeof port !== "number") return undefined;
  return { ip, port };
}
