import { LedgerClient, type TokenSource } from "../../client/client.ts";

/** The server that a class runs on: this machine's, or a deployment. */
export interface ClassServer {
  readonly url: string;
  /** Tokens of the teacher. */
  readonly token: TokenSource;
  readonly fetch?: typeof fetch;
}

/** A client for the routes of a server that belong to no ledger. */
export function clientOf(server: ClassServer): LedgerClient {
  return new LedgerClient(server);
}

/** A client for a ledger on a server. */
export function ledgerOn(server: ClassServer, name: string): LedgerClient {
  return new LedgerClient({ ...server, url: `${server.url}/ledgers/${name}` });
}
