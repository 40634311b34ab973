import { LedgerClient, type TokenSource } from "../../client/client.ts";

/** The server that a class runs on: this machine's, or a deployment. */
export interface ClassServer {
  readonly url: string;
  /** Tokens of the teacher. */
  readonly token: TokenSource;
  readonly fetch?: typeof fetch;
}

/** A client for a ledger on a server, and for the routes of classes there. */
export function ledgerOn(server: ClassServer, name: string): LedgerClient {
  return new LedgerClient({ ...server, url: `${server.url}/ledgers/${name}` });
}
