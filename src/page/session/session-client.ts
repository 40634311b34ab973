import { LedgerClient, Refusal, type TokenSource } from "../../client/client.ts";

/** Calls a ledger's routes with the user's token, and reports when the ledger no longer accepts it. */
export class SessionClient extends LedgerClient {
  readonly #onRefused: (detail: string) => void;

  /**
   * @param url as for {@link LedgerClient}
   * @param onRefused receives the ledger's explanation when it rejects the token (401) and there is no newer one
   */
  constructor(url: string, token: TokenSource, onRefused: (detail: string) => void) {
    // Whoever looks at the page sees an error at once, and decides.
    super({ url, token, retries: 0 });
    this.#onRefused = onRefused;
  }

  override async request(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await super.request(path, init);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.#onRefused(error.detail);
      throw error;
    }
  }
}
