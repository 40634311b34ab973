import { batch, signal } from "@preact/signals";
import type { LedgerClient } from "../../../client/client.ts";
import type { VerdictBody } from "../../../contract/schemas/verdict.ts";

/** The ledger's verdict on its own chain, and the state of the request for it. */
export class Validity {
  readonly verdict = signal<(VerdictBody & { readonly at: string }) | undefined>(undefined);
  readonly isAsking = signal(false);
  readonly error = signal<Error | undefined>(undefined);
  readonly #client: LedgerClient;

  constructor(client: LedgerClient) {
    this.#client = client;
  }

  /** Requests the verdict, unless a request is already running. */
  async ask(): Promise<void> {
    if (this.isAsking.peek()) return;
    this.isAsking.value = true;
    try {
      const answer = (await this.#client.get("/is_valid")) as VerdictBody;
      batch(() => {
        this.verdict.value = { ...answer, at: new Date().toISOString() };
        this.error.value = undefined;
      });
    } catch (error) {
      batch(() => {
        // The previous verdict does not apply to the present chain.
        this.verdict.value = undefined;
        this.error.value = error as Error;
      });
    }
    this.isAsking.value = false;
  }
}
