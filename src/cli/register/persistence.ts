import { NotALedger, Refusal, Unreachable } from "../../client/client.ts";
import { backoff, pause } from "../../client/transport/waiting.ts";

/** How often a request is repeated that an error in the ledger keeps from being answered. */
const ERRORS = 5;

/** After how long the user is told again that a request is still repeated, in milliseconds. */
const SILENCE = 60_000;

/** How a request is repeated that a ledger does not answer, or asks to be sent later. */
export class Persistence {
  readonly #stop: AbortSignal;
  readonly #tell: (news: string) => void;
  #hasAnswered = false;
  #told = "";
  #toldAt = 0;

  /**
   * @param stop ends all waits
   * @param tell prints why a request is repeated; for the same reason in a row, once a minute
   */
  constructor(stop: AbortSignal, tell: (news: string) => void) {
    this.#stop = stop;
    this.#tell = tell;
  }

  /**
   * Sends a request until the ledger answers it, with pauses as long as it asks for (429 and 503, `Retry-After`).
   *
   * @throws Refusal if the ledger refuses it
   * @throws Unreachable if it says that its operator must act first, or nothing at this address has ever been a ledger
   * @throws DOMException `AbortError` once it was stopped
   */
  async answer<Result>(request: () => Promise<Result>): Promise<Result> {
    for (let failures = 0; ; failures += 1) {
      this.#stop.throwIfAborted();
      try {
        const result = await request();
        this.#hasAnswered = true;
        this.#told = "";
        return result;
      } catch (error) {
        this.#stop.throwIfAborted();
        if (error instanceof Refusal) this.#hasAnswered = true;
        if (!(error instanceof Unreachable) || !this.#isPassing(error, failures)) throw error;
        this.#tellWhy(error.message);
        await this.wait(error.retryAfter, failures);
      }
    }
  }

  /**
   * Waits before the next attempt.
   *
   * @param asked the seconds that the ledger asks for, if it does
   * @param failures the number of waits before this one
   * @throws DOMException `AbortError` once it was stopped
   */
  async wait(asked: number | undefined, failures: number): Promise<void> {
    await pause(asked === undefined ? backoff(failures) : asked * 1000, this.#stop);
    this.#stop.throwIfAborted();
  }

  #tellWhy(reason: string): void {
    const now = performance.now();
    if (reason === this.#told && now - this.#toldAt < SILENCE) return;
    this.#tell(`Trying again until you stop it: ${reason}`);
    this.#told = reason;
    this.#toldAt = now;
  }

  /** Whether it may help to wait. */
  #isPassing(error: Unreachable, failures: number): boolean {
    // At first this means a wrong address. Later it may be a network's sign-in page.
    if (error instanceof NotALedger) return this.#hasAnswered;
    if (error.problem === "internal-error") return failures < ERRORS;
    return error.problem === "" || error.retryAfter !== undefined;
  }
}
