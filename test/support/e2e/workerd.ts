import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as optionsOf } from "wrangler";
import { openRecordKey, openSigningKey } from "../../../src/cli/keys/key-file.ts";
import { DEVELOPMENT, openTokenKey, publicKeySet, signToken } from "../../../src/cli/keys/token-key.ts";
import { bundleWorker, modulesOf } from "./bundle.ts";
import { ROOT } from "../root.ts";

/**
 * The Worker in a real workerd, configured by wrangler.toml, without the proxy of `wrangler dev`, which ends when one
 * of thousands of connections is lost.
 */
export class Workerd {
  readonly #folder = mkdtempSync(join(tmpdir(), "patient-ledger-"));
  #miniflare: Miniflare | undefined;
  url = "";

  /** Bundles the Worker as a deployment does, and starts it. */
  async start(): Promise<void> {
    const bundle = bundleWorker(this.#folder);
    const { assets: _, bindings, ...options } = optionsOf(join(ROOT, "wrangler.toml")).workerOptions;
    this.#miniflare = new Miniflare(
      convertV4MiniflareOptions({
        ...options,
        name: "patient-ledger",
        modulesRoot: bundle,
        modules: modulesOf(bundle),
        bindings: { ...(bindings as Record<string, string>), ...(await this.#settings()) },
        cf: false,
        defaultPersistRoot: join(this.#folder, "state"),
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        // A line for each request would bury the output of a failing test.
        handleRuntimeStdio(stdout: Readable, stderrOfRuntime: Readable) {
          stdout.resume();
          stderrOfRuntime.resume();
        },
      }),
    );
    await this.#miniflare.ready;
    this.url = (await this.#miniflare.unsafeGetDirectURL()).origin;
  }

  /** A token of a subject for all ledgers. */
  async token(subject: string): Promise<string> {
    const claims = { ...DEVELOPMENT, subject, scope: "chain:read chain:mine ledger:create", ledgers: ["*"] };
    return signToken(await openTokenKey(this.#folder), { ...claims, expires: "1h" });
  }

  async dispose(): Promise<void> {
    await this.#miniflare?.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #settings(): Promise<Record<string, string>> {
    return {
      AUTH_ISSUER: DEVELOPMENT.issuer,
      AUTH_AUDIENCE: DEVELOPMENT.audience,
      AUTH_JWKS: JSON.stringify(publicKeySet(await openTokenKey(this.#folder))),
      LEDGER_SIGNING_KEY: JSON.stringify(await openSigningKey(join(this.#folder, "signing-key.json"))),
      RECORD_KEY: JSON.stringify(await openRecordKey(join(this.#folder, "record-key.json"))),
      LEDGER_ORIGIN: "patient-ledger.localhost",
      LEDGER_JURISDICTION: "",
    };
  }
}
