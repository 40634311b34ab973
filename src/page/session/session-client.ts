import { LedgerClient, Refusal } from "../../client/client.ts";

/** The token of a session, which may be renewed while the client is used. */
export interface TokenOfSession {
  /** The newest token, renewed first if it is about to expire. */
  newest(): Promise<string>;
  /** Called when the ledger refuses a token. @returns whether there is a newer one by now */
  renewed(refused: string): Promise<boolean>;
  /** Called with the ledger's explanation when it refuses a token that is not renewed. */
  refused(token: string, detail: string): void;
}

/** Calls a ledger's routes with the user's token, and reports when the ledger no longer accepts it. */
export class SessionClient extends LedgerClient {
  readonly #of: TokenOfSession;

  /** @param url as for {@link LedgerClient} */
  constructor(url: string, of: TokenOfSession) {
    super(url, () => of.newest());
    this.#of = of;
  }

  override async request(path: string, init: RequestInit = {}): Promise<Response> {
    const token = await this.#of.newest();
    try {
      return await super.request(path, init);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      // This computer's clock may be wrong. What the ledger refused changed nothing, so it can be sent again.
      if (await this.#of.renewed(token)) return this.#retry(path, init);
      this.#of.refused(token, error.detail);
      throw error;
    }
  }

  async #retry(path: string, init: RequestInit): Promise<Response> {
    const token = await this.#of.newest();
    try {
      return await super.request(path, init);
    } catch (error) {
      if (isUnauthorized(error)) this.#of.refused(token, error.detail);
      throw error;
    }
  }
}

function isUnauthorized(error: unknown): error is Refusal {
  return error instanceof Refusal && error.status === 401;
}
