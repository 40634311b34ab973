import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Run } from "../command.ts";
import { greeting, originOf } from "../dev/dev-greeting.ts";
import { print } from "../io.ts";
import { openRecordKey, openSigningKey } from "../keys/key-file.ts";
import { networkAddresses } from "../dev/network-addresses.ts";
import {
  ALL_SCOPES,
  DEVELOPER,
  DEVELOPMENT,
  KEY_FOLDER,
  openTokenKey,
  publicKeySet,
  signToken,
} from "../keys/token-key.ts";
import { runWrangler } from "../dev/wrangler-dev.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** Where `wrangler dev` stores the vaults of sealed ledgers, once there are any. */
const VAULTS = join(ROOT, ".wrangler/state/v3/do/patient-ledger-Vault");

/**
 * `npm run dev`: runs the Worker locally, with its own keys, which are created on the first run. All
 * arguments go to `wrangler dev`. Once the server runs, this asks it for its keys, and prints how to use it.
 */
export const dev: Run = async (argv, io) => {
  const key = await openTokenKey(KEY_FOLDER);
  const signingKey = await openSigningKey(join(KEY_FOLDER, "signing-key.json"));
  const recordKeyFile = join(KEY_FOLDER, "record-key.json");
  const isNewKey = !existsSync(recordKeyFile);
  const recordKey = await openRecordKey(recordKeyFile);
  if (isNewKey && existsSync(VAULTS)) {
    print(
      io.stderr,
      `Made a new record key, ${recordKeyFile}. Sealed ledgers that were made with another key cannot be opened with it: ` +
        "put that key back before you create a new one.",
    );
  }
  const settings = join(KEY_FOLDER, "worker.env");
  await writeFile(
    settings,
    `AUTH_ISSUER='${DEVELOPMENT.issuer}'
AUTH_AUDIENCE='${DEVELOPMENT.audience}'
AUTH_JWKS='${JSON.stringify(publicKeySet(key))}'
LEDGER_SIGNING_KEY='${JSON.stringify(signingKey)}'
RECORD_KEY='${JSON.stringify(recordKey)}'
LEDGER_ORIGIN='patient-ledger.localhost'
LEDGER_JURISDICTION=''
`,
    { mode: 0o600 },
  );
  // The user's own settings, in the file that wrangler reads by default, override the generated ones.
  const own = join(ROOT, ".dev.vars");
  const files = [settings, ...(existsSync(own) ? [own] : [])].flatMap((file) => ["--env-file", file]);
  return runWrangler(ROOT, [...files, ...argv], io, (listening, ended) => {
    greet().catch((error: Error) => {
      if (!ended.aborted) print(io.stderr, `The server runs, but could not be asked for its keys: ${error.message}`);
    });

    async function greet(): Promise<void> {
      const origin = await originOf(listening, ended);
      // One hour, because the link with the token stays in the browser's history.
      const offer = {
        token: await signToken(key, { ...DEVELOPER, scope: ALL_SCOPES }),
        expires: Date.now() + 3_600_000,
      };
      print(io.stdout, await greeting(origin, networkAddresses(argv), offer, ended));
    }
  });
};
