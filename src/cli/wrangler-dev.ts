import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Io, print } from "./io.ts";

/** Where `wrangler dev` listens. */
export interface Listening {
  /** A host that reaches it from this machine, such as `localhost` or `[::1]`: 127.0.0.1 where it listens on all. */
  readonly ip: string;
  readonly port: number;
}

/** Quiet, and nothing that waits for the Internet: a classroom may have none. The user's own environment wins. */
const PREFERENCES = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/**
 * Ways past the tokens, which wrangler opens unless it is told not to. These win over the user's environment, which may
 * set them for another project.
 */
const CLOSED = {
  // The explorer answers below /cdn-cgi/ and runs any SQL on any ledger.
  X_LOCAL_EXPLORER: "false",
  // Traces store each request's URL beside the ledgers.
  X_LOCAL_OBSERVABILITY: "false",
  // No registry: with one, workerd opens a port on which any program of this machine calls the objects themselves.
  WRANGLER_REGISTRY_PATH: "",
};

/**
 * Runs `wrangler dev` in this terminal until it ends. The signals that end a process go to it.
 *
 * @param root the project's folder
 * @param args what `wrangler dev` gets
 * @param onListening is called once, as soon as the server listens, with a signal that is aborted when wrangler ends;
 *   not at all when it ends before
 * @returns its exit code, or 1 where a signal ended it
 */
export function runWrangler(
  root: string,
  args: readonly string[],
  { env, stderr }: Io,
  onListening: (where: Listening, ended: AbortSignal) => void,
): Promise<number> {
  const program = join(root, "node_modules/wrangler/bin/wrangler.js");
  const wrangler = spawn(process.execPath, [program, "dev", ...args], {
    cwd: root,
    // The terminal is wrangler's own, for its keys and colours; the channel is for its message that it listens.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...PREFERENCES, ...env, ...CLOSED },
  });
  const ended = new AbortController();
  let isListening = false;
  wrangler.on("message", (message) => {
    const listening = parse(message);
    if (!listening || isListening) return;
    isListening = true;
    onListening(listening, ended.signal);
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

/** What wrangler says to the process that started it: JSON as text; of its events only the one that it listens. */
function parse(message: unknown): Listening | undefined {
  if (typeof message !== "string") return undefined;
  const { event, ip, port } = JSON.parse(message) as { event?: unknown; ip?: unknown; port?: unknown };
  if (event !== "DEV_SERVER_READY" || typeof ip !== "string" || typeof port !== "number") return undefined;
  return { ip, port };
}
