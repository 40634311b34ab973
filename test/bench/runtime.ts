import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import type { Puzzle } from "../../src/chain/puzzle.ts";
import { openSigningKey } from "../../src/cli/key-file.ts";
import { modulesOf } from "../support/e2e/bundle.ts";
import { ALL_SCOPES, DEVELOPMENT, openTokenKey, publicKeySet, signToken } from "../../src/cli/token-key.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * The Worker in a real workerd, by Miniflare, with the settings that `npm run dev` makes but without the proxy that
 * `wrangler dev` puts before it.
 */
export class Runtime {
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #folder: string;

  private constructor(miniflare: Miniflare, url: string, folder: string) {
    this.#miniflare = miniflare;
    this.url = url;
    this.#folder = folder;
  }

  /** @param folder where keys and databases are kept; the same again is the same ledgers again */
  static async start(bundle: string, folder: string): Promise<Runtime> {
    // Without the rate limits: what simulates them here costs a request as much as the rest of it, unlike the real ones.
    const { assets: _, bindings, ratelimits: __, ...options } = optionsOf(join(ROOT, "wrangler.toml")).workerOptions;
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        ...options,
        name: "patient-ledger",
        modulesRoot: bundle,
        modules: modulesOf(bundle),
        bindings: { ...(bindings as Record<string, string>), ...(await settings(folder)) },
        cf: false,
        resourcePersistencePath: folder,
        host: "127.0.0.1",
        port: 0,
        // The line that the Worker logs for each request is no part of the report.
        handleRuntimeStdio(stdout: Readable, stderr: Readable) {
          stdout.resume();
          stderr.resume();
        },
      }),
    );
    return new Runtime(miniflare, (await miniflare.ready).origin, folder);
  }

  /** A token that allows everything, for an hour. */
  async token(subject: string): Promise<string> {
    const claims = { ...DEVELOPMENT, subject, scope: ALL_SCOPES, ledgers: ["*"], expires: "1h" };
    return signToken(await openTokenKey(this.#folder), claims);
  }

  /** Tokens of so many subjects. */
  tokens(count: number): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, (_, before) => this.token(`clinic-${before + 1}`)));
  }

  /** Requests a path, and gives its answer, which must be a good one. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await this.token("bench")}`);
    const answer = await fetch(this.url + path, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  async json<Answer>(path: string): Promise<Answer> {
    return (await (await this.fetch(path)).json()) as Answer;
  }

  /**
   * Creates a ledger.
   *
   * @returns the file of its database, which may be edited while the runtime is stopped
   */
  async create(name: string, puzzle: Puzzle): Promise<string> {
    const headers = { "Content-Type": "application/json" };
    await this.fetch(`/ledgers/${name}`, { method: "PUT", headers, body: JSON.stringify(puzzle) });
    const id = (await this.#miniflare.getDurableObjectNamespace("LEDGER")).idFromName(name);
    return join(this.#folder, "do/patient-ledger-Ledger", `${id.toString()}.sqlite`);
  }

  /** How many blocks a ledger has. */
  async length(name: string): Promise<number> {
    return (await this.json<{ length: number }>(`/ledgers/${name}`)).length;
  }

  /** The memory that the runtime's process has in use, in MB; nothing where the system does not say. */
  memory(): number | undefined {
    const pid = childOf(process.pid, "workerd");
    const status = pid === undefined ? "" : readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }
}

async function settings(folder: string): Promise<Record<string, string>> {
  return {
    AUTH_ISSUER: DEVELOPMENT.issuer,
    AUTH_AUDIENCE: DEVELOPMENT.audience,
    AUTH_JWKS: JSON.stringify(publicKeySet(await openTokenKey(folder))),
    LEDGER_SIGNING_KEY: JSON.stringify(await openSigningKey(join(folder, "signing-key.json"))),
    LEDGER_ORIGIN: "patient-ledger.localhost",
    LEDGER_JURISDICTION: "",
  };
}

/** The process of a name that another one started. */
function childOf(parent: number, name: string): string | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  return readdirSync("/proc").find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      // The name, in parentheses, may hold anything; behind it stand the state and the parent.
      const [, comm, ppid] = /\((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      return comm === name && Number(ppid) === parent;
    } catch {
      return false;
    }
  });
}
