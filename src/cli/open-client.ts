import { LedgerClient } from "../client/client.ts";
import { tokenSource } from "./token-source.ts";

/** How long a command waits for an answer, and for each next part of it, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Opens a ledger for a command.
 *
 * @param url the ledger's address, such as `--url` gives it
 * @param tokenFile as for {@link tokenSource}
 * @throws Error when the address is none
 */
export function openClient(url: string | undefined, tokenFile: string | undefined): LedgerClient {
  const address = url ?? "";
  return new LedgerClient(address, tokenSource(tokenFile, address), PATIENCE);
}
