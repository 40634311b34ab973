import { LedgerClient, Refusal } from "../../client/client.ts";

/** Calls a ledger's routes for who is signed in, and tells when the ledger no longer accepts their token. */
export class SessionClient extends LedgerClient {
  readonly #onRefused: (detail: string) => void;

  /**
   * @param url as for {@link LedgerClient}
   * @param onRefused is called with what the ledger says of a token that it does not accept (401)
   */
  constructor(url: string, token: string, onRefused: (detail: string) => void) {
    super(url, () => Promise.resolve(token));
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
