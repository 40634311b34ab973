import { Refusal } from "../../../client/transport/errors.ts";
import type { Session } from "../token.ts";
import { exchange } from "./exchange.ts";

/** Exchanges the code of a session again when the ledger refuses its token, one exchange at a time. */
export class CodeRenewal {
  readonly #code: string;
  readonly #onRenewed: (session: Session) => void;
  readonly #onOver: (reason: string) => void;
  #running: Promise<void> | undefined;
  #isEnded = false;

  /**
   * @param onRenewed receives the session with the new token
   * @param onOver receives why the code is no longer accepted
   */
  constructor(code: string, onRenewed: (session: Session) => void, onOver: (reason: string) => void) {
    this.#code = code;
    this.#onRenewed = onRenewed;
    this.#onOver = onOver;
  }

  /** A token lasts as long as its code, so there is nothing to renew before it is refused. */
  async ifDue(): Promise<void> {}

  /** Exchanges the code again. If there is no answer, the token stays as it is. */
  now(): Promise<void> {
    this.#running ??= this.#renew().finally(() => (this.#running = undefined));
    return this.#running;
  }

  end(): void {
    this.#isEnded = true;
  }

  async #renew(): Promise<void> {
    try {
      const { session } = await exchange(this.#code);
      if (!this.#isEnded) this.#onRenewed(session);
    } catch (error) {
      if (!this.#isEnded && error instanceof Refusal && error.problem === "code-refused") this.#onOver(error.detail);
    }
  }
}
