import { NotALedger, Unreachable } from "./errors.ts";
import { jittered, pause } from "./waiting.ts";

/** The longest `Retry-After` to wait for, in seconds. With a longer one, the caller gets the error at once. */
const LONGEST_WAIT = 60;

/** The problems after which it is certain that nothing was done, so any request may be sent again. */
const UNDONE: ReadonlySet<string> = new Set(["rate-limited", "mempool-full", "keys-unavailable"]);

/** The attempts at one request. */
export class Attempts {
  readonly #most: number;
  readonly #signal: AbortSignal | null | undefined;
  #failures = 0;

  /**
   * @param most how often a failed request is sent again
   * @param signal ends the waits
   */
  constructor(most: number, signal: AbortSignal | null | undefined) {
    this.#most = most;
    this.#signal = signal;
  }

  /** Allows as many attempts as at first again, after an attempt that made progress. */
  renew(): void {
    this.#failures = 0;
  }

  /**
   * Waits before the next attempt: as long as the ledger asks for, or twice as long each time, and a random part more, so
   * that clients which failed together do not come back together.
   *
   * @param error what the last attempt failed with
   * @param isRepeatable whether the request may be sent again if it is unknown whether it was served
   * @throws the error, if there is to be no further attempt
   * @throws DOMException `AbortError` if the signal was aborted
   */
  async next(error: unknown, isRepeatable: boolean): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#failures >= this.#most || !isPassing(error, isRepeatable)) throw error;
    await pause(jittered(this.#failures, error.retryAfter), this.#signal ?? undefined);
    this.#signal?.throwIfAborted();
    this.#failures += 1;
  }
}

/** Whether the request may be sent again, and may then succeed without anybody's intervention. */
function isPassing(error: unknown, isRepeatable: boolean): error is Unreachable {
  if (!(error instanceof Unreachable) || error instanceof NotALedger) return false;
  const { problem, retryAfter } = error;
  if (!isRepeatable && !UNDONE.has(problem)) return false;
  if (retryAfter !== undefined) return retryAfter <= LONGEST_WAIT;
  return problem === "" || problem === "internal-error";
}
