import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { KEY_FOLDER, openTokenKey, publicKeySet } from "../../../src/cli/keys/token-key.ts";
import { LedgerServer } from "../e2e/ledger-server.ts";
import { Runtime } from "../e2e/runtime.ts";

/**
 * The Worker and the page in workerd, with their own data, but without `wrangler dev`, whose proxy doubles the time of a
 * request.
 */
export class PageServer extends LedgerServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "patient-ledger-page-"));
  readonly #bundle: string;
  #port = 0;
  #runtime: Runtime | undefined;
  /** Settings of the Worker that differ from those of `npm run dev`. Change them before the start. */
  settings: Readonly<Record<string, string>> = {};
  #log = "";

  /** @param bundle the folder with the bundled Worker; by default that of all the page's test files */
  constructor(bundle: string = inject("bundle")) {
    super();
    this.#bundle = bundle;
  }

  /** The folder with its data, laid out as under `--persist-to` of `wrangler dev`. */
  get data(): string {
    return join(this.#folder, "state");
  }

  /** Everything that the Worker and the runtime have logged. */
  get log(): string {
    return this.#log;
  }

  /** Starts it, each time on the port of its first start. */
  async start(): Promise<void> {
    const AUTH_JWKS = JSON.stringify(publicKeySet(await openTokenKey(KEY_FOLDER)));
    this.#runtime = await Runtime.start(this.#bundle, this.#folder, {
      own: { AUTH_JWKS, ...this.settings },
      port: this.#port,
      storage: join(this.data, "v3"),
      asWranglerDev: true,
      onLog: (text) => (this.#log += `${text}\n`),
    });
    this.url = this.#runtime.url;
    this.#port = Number(new URL(this.url).port);
    this.token = await this.tokenOf("developer");
  }

  /** Stops it; what it stored is kept. */
  async stop(): Promise<void> {
    await this.#runtime?.stop();
    this.#runtime = undefined;
  }

  /** Stops it, and removes what it stored. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
