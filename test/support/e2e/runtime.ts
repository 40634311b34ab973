import { readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { openRecordKey, openSigningKey } from "../../../src/cli/keys/key-file.ts";
import { modulesOf } from "./bundle.ts";
import { ROOT } from "../root.ts";
import { childrenOf, signal } from "./process-group.ts";
import { until } from "./until.ts";
import { ALL_SCOPES, DEVELOPMENT, openTokenKey, publicKeySet, signToken } from "../../../src/cli/keys/token-key.ts";

interface Options {
  /** Settings that differ from those of `npm run dev`. */
  readonly own?: Readonly<Record<string, string>>;
  /** The module in the bundle to start with. */
  readonly entry?: string;
  /** Takes each text that the Worker or the runtime logs. */
  readonly onLog?: (text: string) => void;
  /** The port to listen on; by default a free one. */
  readonly port?: number;
  /** Where databases are stored; by default in the folder. */
  readonly storage?: string;
  /** Whether it also serves the page and the guides, and stores the names of objects, as `wrangler dev` does. */
  readonly asWranglerDev?: boolean;
}

/**
 * The Worker in a real workerd, run by Miniflare with the settings that `npm run dev` makes, but without the proxy of
 * `wrangler dev`.
 */
export class Runtime {
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #folder: string;
  readonly #storage: string;

  private constructor(miniflare: Miniflare, url: string, folder: string, storage: string) {
    this.#miniflare = miniflare;
    this.url = url;
    this.#folder = folder;
    this.#storage = storage;
  }

  /** @param folder where keys and databases are stored; the same folder has the same ledgers */
  static async start(
    bundle: string,
    folder: string,
    {
      own = {},
      entry = "worker.js",
      onLog = () => undefined,
      port = 0,
      storage = folder,
      asWranglerDev = false,
    }: Options = {},
  ): Promise<Runtime> {
    // Without the rate limits: the simulated ones here, unlike the real ones, cost as much as the rest of a request.
    const {
      assets,
      bindings,
      ratelimits: _,
      ...options
    } = optionsOf(join(ROOT, "wrangler.toml")).workerOptions as V4WorkerOptions;
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        ...options,
        ...(asWranglerDev && { assets, unsafeInspectDurableObjects: true }),
        name: "patient-ledger",
        modulesRoot: bundle,
        modules: modulesOf(bundle, entry),
        bindings: { ...bindings, ...(await settings(folder)), ...own },
        cf: false,
        resourcePersistencePath: storage,
        host: "127.0.0.1",
        port,
        // The Worker's log lines for requests are not part of a report.
        handleStructuredLogs: ({ message }: { message: string }) => onLog(message),
      }),
    );
    return new Runtime(miniflare, (await miniflare.ready).origin, folder, storage);
  }

  /** A token with all rights, for an hour. */
  async token(subject: string): Promise<string> {
    const claims = { ...DEVELOPMENT, subject, scope: ALL_SCOPES, ledgers: ["*"], expires: "1h" };
    return signToken(await openTokenKey(this.#folder), claims);
  }

  /** Tokens of this many subjects. */
  tokens(count: number): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, (_, before) => this.token(`clinic-${before + 1}`)));
  }

  /** Requests a path. @returns its answer, which must be successful */
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
   * @param records how it holds records
   * @returns its database file, which may be edited while the runtime is stopped
   */
  async create(name: string, puzzle: Puzzle, records: "plain" | "sealed" = "plain"): Promise<string> {
    const headers = { "Content-Type": "application/json" };
    await this.fetch(`/ledgers/${name}`, { method: "PUT", headers, body: JSON.stringify({ ...puzzle, records }) });
    const id = (await this.#miniflare.getDurableObjectNamespace("LEDGER")).idFromName(name);
    return join(this.#storage, "do/patient-ledger-Ledger", `${id.toString()}.sqlite`);
  }

  /** The number of blocks of a ledger. */
  async length(name: string): Promise<number> {
    return (await this.json<{ length: number }>(`/ledgers/${name}`)).length;
  }

  /** The id of the runtime's process; undefined if it is not running. No other runtime of this process may be running. */
  get pid(): number | undefined {
    return childrenOf(process.pid, "workerd")[0];
  }

  /** The runtime process's memory in use, in MB; undefined if the system does not report it. */
  memory(): number | undefined {
    const { pid } = this;
    if (pid === undefined || process.platform !== "linux") return undefined;
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  }

  /** Sends SIGKILL to the runtime's process, and waits until it is gone. */
  async kill(): Promise<void> {
    const { pid } = this;
    if (pid === undefined) throw new Error("no workerd was running");
    signal(pid, "SIGKILL");
    // Right away, before Miniflare starts another process in its place.
    await this.#miniflare.dispose();
    await until(
      () => "workerd is gone",
      () => this.pid === undefined,
    );
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
    RECORD_KEY: JSON.stringify(await openRecordKey(join(folder, "record-key.json"))),
    LEDGER_ORIGIN: "patient-ledger.localhost",
    LEDGER_JURISDICTION: "",
  };
}
