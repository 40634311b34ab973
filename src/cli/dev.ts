/**
 * `npm run dev`: runs the Worker locally, with a key pair of its own for tokens, made on the first run. All arguments
 * go to `wrangler dev`.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CheckpointSigners } from "../chain/checkpoint-signers.ts";
import { verifierKeyText } from "../chain/note.ts";
import { openSigningKey } from "./key-file.ts";
import { ALL_SCOPES, DEVELOPMENT, KEY_FOLDER, openTokenKey, publicKeySet, signToken } from "./token-key.ts";

const root = join(import.meta.dirname, "../..");
const settings = join(KEY_FOLDER, "worker.env");

const key = await openTokenKey(KEY_FOLDER);
const signingKey = JSON.stringify(await openSigningKey(join(KEY_FOLDER, "signing-key.json")));
const signing = { LEDGER_SIGNING_KEY: signingKey, LEDGER_ORIGIN: "patient-ledger.localhost" };
await writeFile(
  settings,
  `AUTH_ISSUER='${DEVELOPMENT.issuer}'
AUTH_AUDIENCE='${DEVELOPMENT.audience}'
AUTH_JWKS='${JSON.stringify(publicKeySet(key))}'
LEDGER_SIGNING_KEY='${signing.LEDGER_SIGNING_KEY}'
LEDGER_ORIGIN='${signing.LEDGER_ORIGIN}'
LEDGER_JURISDICTION=''
`,
  { mode: 0o600 },
);

const vkeys = (await new CheckpointSigners(signing).verifiers("main")).map(verifierKeyText);
const { values } = parseArgs({ options: { port: { type: "string", default: "8787" } }, strict: false });
const address = `http://localhost:${values.port}`;
const claims = { ...DEVELOPMENT, subject: "developer", scope: ALL_SCOPES, ledgers: ["*"], expires: "12h" };
console.log(`
patient-ledger, locally. The page, with a token for twelve hours that opens every ledger:

  ${address}/#token=${await signToken(key, claims)}

Every route but /healthz, /docs and the page's own files wants a token; get one in another terminal:

  TOKEN=$(npm run -s token)
  curl -H "Authorization: Bearer $TOKEN" ${address}/get_chain

The API reference is at ${address}/docs

Checkpoints of the ledger main are signed with this key; who verifies them needs it:

  ${vkeys.join("\n  ")}
`);

// Settings of one's own, in the file that wrangler reads by default, win over the generated ones.
const own = join(root, ".dev.vars");
const files = [settings, ...(existsSync(own) ? [own] : [])].flatMap((file) => ["--env-file", file]);
const wrangler = spawn("wrangler", ["dev", ...files, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
  // Quiet, and nothing that waits for the Internet: a classroom may have none.
  env: {
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    ...process.env,
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => wrangler.kill(signal));
wrangler.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
