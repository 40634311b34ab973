import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JWK } from "jose";
import { openRecordKey, openSigningKey } from "../keys/key-file.ts";
import { DEVELOPMENT, openTokenKey, publicKeySet } from "../keys/token-key.ts";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "../../..");

/** Where a folder of keys has the one that the records of sealed ledgers are encrypted under. */
export const RECORD_KEY_FILE = "record-key.json";

/**
 * Writes the settings of a Worker on this machine, with the keys in a folder, which are created on first use.
 *
 * @param folder accessible to the user alone
 * @param more further settings; their texts must hold no single quote
 * @returns the arguments of `wrangler dev` that name the settings, and the key that signs tokens
 */
export async function writeSettings(
  folder: string,
  more: (tokenKey: JWK) => Readonly<Record<string, string>> = () => ({}),
): Promise<{ readonly args: readonly string[]; readonly tokenKey: JWK }> {
  const tokenKey = await openTokenKey(folder);
  const settings = {
    AUTH_ISSUER: DEVELOPMENT.issuer,
    AUTH_AUDIENCE: DEVELOPMENT.audience,
    AUTH_JWKS: JSON.stringify(publicKeySet(tokenKey)),
    LEDGER_SIGNING_KEY: JSON.stringify(await openSigningKey(join(folder, "signing-key.json"))),
    RECORD_KEY: JSON.stringify(await openRecordKey(join(folder, RECORD_KEY_FILE))),
    LEDGER_ORIGIN: "patient-ledger.localhost",
    LEDGER_JURISDICTION: "",
    ...more(tokenKey),
  };
  const file = join(folder, "worker.env");
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(file, lines.join(""), { mode: 0o600 });
  // The user's own settings, in the file that wrangler reads by default, override the generated ones.
  const own = join(ROOT, ".dev.vars");
  const args = [file, ...(existsSync(own) ? [own] : [])].flatMap((each) => ["--env-file", each]);
  return { args, tokenKey };
}
