import type { ParseArgsOptionsConfig } from "node:util";
import { LedgerClient } from "../client/client.ts";
import { PATIENCE } from "../client/waiting.ts";
import type { Io } from "./io.ts";
import { tokenSource } from "./token-source.ts";

const LOCAL = "http://localhost:8787";

/** The options that say which ledger a command uses, and with which token. */
export const LEDGER_OPTIONS = {
  url: { type: "string", default: LOCAL },
  "token-file": { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

/** What a usage says of `--url`, where it may be left out. */
export const URL_USAGE = `the ledger's address, with /ledgers/<name> for another than main   (${LOCAL})`;

/** What a usage says of `--token-file`. */
export const TOKEN_USAGE =
  "where the token is; otherwise it is taken from LEDGER_TOKEN, or made with the key of npm run dev";

/**
 * Opens a ledger for a command.
 *
 * @param values what was given for {@link LEDGER_OPTIONS}
 * @throws Error when the address is none
 */
export function openClient(
  { url = "", "token-file": tokenFile }: { readonly url?: string; readonly "token-file"?: string },
  { env }: Io,
): LedgerClient {
  return new LedgerClient(url, tokenSource(tokenFile, url, env), PATIENCE);
}
