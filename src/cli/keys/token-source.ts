import { existsSync } from "node:fs";
import { join } from "node:path";
import { textOfFile } from "../input-file.ts";
import type { Io } from "../io.ts";
import { DEVELOPER, KEY_FOLDER, openTokenKey, signToken, TOKEN_KEY_FILE } from "./token-key.ts";

/** Larger than any token, in bytes. */
const LIMIT = 65_536;

/**
 * Where a command gets its token: from a file, which may be renewed while the command runs, from the environment
 * variable `LEDGER_TOKEN`, or, for a ledger on this machine, from the key that `npm run dev` created. Never from the
 * command line, which other users of the machine can read.
 *
 * @param file the value of `--token-file`, if given
 * @param url the ledger's address
 * @param env the environment variables
 * @param scope what a token that is made here allows; by default the usual scopes
 * @returns a function that returns the token, and rejects when there is none
 */
export function tokenSource(
  file: string | undefined,
  url: string,
  env: Io["env"],
  scope = DEVELOPER.scope,
): () => Promise<string> {
  if (file !== undefined) return async () => (await textOfFile(file, LIMIT)).trim();
  const { LEDGER_TOKEN: token } = env;
  if (token) return () => Promise.resolve(token);
  return async () => {
    const isLocal = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(`${url}/`);
    if (!isLocal || !existsSync(join(KEY_FOLDER, TOKEN_KEY_FILE))) {
      throw new Error("Set LEDGER_TOKEN to a token, or give --token-file.");
    }
    // No command reads patients' records.
    return signToken(await openTokenKey(KEY_FOLDER), { ...DEVELOPER, scope });
  };
}
