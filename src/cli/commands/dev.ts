import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../command.ts";
import { greeting, originOf } from "../dev/dev-greeting.ts";
import { print } from "../io.ts";
import { networkAddresses } from "../dev/network-addresses.ts";
import { ALL_SCOPES, DEVELOPER, KEY_FOLDER, signToken } from "../keys/token-key.ts";
import { RECORD_KEY_FILE, ROOT, writeSettings } from "../dev/worker-settings.ts";
import { runWrangler } from "../dev/wrangler-dev.ts";

/** Where `wrangler dev` stores the vaults of sealed ledgers, once there are any. */
const VAULTS = join(ROOT, ".wrangler/state/v3/do/patient-ledger-Vault");

/**
 * `npm run dev`: runs the Worker locally, with its own keys, which are created on the first run. All
 * arguments go to `wrangler dev`. Once the server runs, this asks it for its keys, and prints how to use it.
 */
export const dev: Run = async (argv, io) => {
  const recordKeyFile = join(KEY_FOLDER, RECORD_KEY_FILE);
  const isNewKey = !existsSync(recordKeyFile);
  const { args, tokenKey } = await writeSettings(KEY_FOLDER);
  if (isNewKey && existsSync(VAULTS)) {
    print(
      io.stderr,
      `Made a new record key, ${recordKeyFile}. Sealed ledgers that were made with another key cannot be opened with it: ` +
        "put that key back before you create a new one.",
    );
  }
  return runWrangler(ROOT, [...args, ...argv], io, (listening, { ended }) => {
    greet().catch((error: Error) => {
      if (!ended.aborted) print(io.stderr, `The server runs, but could not be asked for its keys: ${error.message}`);
    });

    async function greet(): Promise<void> {
      const origin = await originOf(listening, ended);
      // One hour, because the link with the token stays in the browser's history.
      const offer = {
        token: await signToken(tokenKey, { ...DEVELOPER, scope: ALL_SCOPES }),
        expires: Date.now() + 3_600_000,
      };
      print(io.stdout, await greeting(origin, networkAddresses(argv), offer, ended));
    }
  });
};
