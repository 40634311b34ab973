import type { ParseArgsOptionsConfig } from "node:util";
import { LedgerClient } from "../client/client.ts";
import type { Io } from "./io.ts";
import { tokenSource } from "./keys/token-source.ts";

const LOCAL = "http://localhost:8787";

/** The timeout for a response and for each further part of it, in milliseconds. */
const PATIENCE = 60_000;

/** The options that select a command's ledger and token. */
export const LEDGER_OPTIONS = {
  url: { type: "string", default: LOCAL },
  "token-file": { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

/** The help text for `--url` where it is optional. */
export const URL_USAGE = `the ledger's address, ending in /ledgers/<name> for a ledger other than main   (${LOCAL})`;

/** The help text for `--token-file`. */
export const TOKEN_USAGE =
  "a file with the token (default: LEDGER_TOKEN, or on this machine a token signed with the key in .dev)";

/** The values of {@link LEDGER_OPTIONS}. */
interface LedgerValues {
  readonly url?: string;
  readonly "token-file"?: string;
}

/**
 * Creates a command's client for its ledger.
 *
 * @param token where the token comes from, if not from {@link tokenSource} with the usual scopes
 * @throws Error when the address is not a URL
 */
export function openClient(
  { url = "", "token-file": tokenFile }: LedgerValues,
  { env }: Io,
  token = tokenSource(tokenFile, url, env),
): LedgerClient {
  // Commands that keep running try again by themselves, and the others report an error at once.
  return new LedgerClient({ url, token, patience: PATIENCE, retries: 0 });
}
