import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Io } from "./io.ts";
import { DEVELOPER, KEY_FOLDER, openTokenKey, signToken } from "./token-key.ts";

/**
 * Where the commands take their token from: a file that may be renewed while they run, the environment variable
 * `LEDGER_TOKEN`, or else, for a ledger on this machine, the key that `npm run dev` made. Never from the command line,
 * which others can read.
 *
 * @param file the file, if one was named
 * @param url the ledger's address
 * @param env the environment variables
 * @returns what gives the token; it fails where there is none
 */
export function tokenSource(file: string | undefined, url: string, env: Io["env"]): () => Promise<string> {
  if (file !== undefined) return async () => (await readFile(file, "utf8")).trim();
  const { LEDGER_TOKEN: token } = env;
  if (token) return () => Promise.resolve(token);
  return async () => {
    const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(`${url}/`);
    if (!isLocal || !existsSync(join(KEY_FOLDER, "token-key.json"))) {
      throw new Error("Set LEDGER_TOKEN to a token, or give --token-file.");
    }
    return signToken(await openTokenKey(KEY_FOLDER), DEVELOPER);
  };
}
