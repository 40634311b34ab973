import { NotALedger, Unreachable } from "./errors.ts";
import { jittered, pause } from "./waiting.ts";

/** The longest `Retry-After` that is waited for, in seconds. With a longer one the caller should know. */
const LONGEST_WAIT = 60;

/** With these problems nothing was done, so that any request may be sent again. */
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

  /** Counts from the start again, after an attempt that got further than the one before. */
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

/** Whether the same request may succeed later, without anybody's doing, and may be sent again. */
function isPassing(error: unknown, isRepeatable: boolean): error is Unreachable {
  if (!(error instanceof Unreachable) || error instanceof NotALedger) return false;
  const { problem, retryAfter } = error;
  if (!isRepeatable && !UNDONE.has(problem)) return false;
  if (retryAfter !== undefined) return retryAfter <= LONGEST_WAIT;
  return problem === "" || problem === "internal-error";
}
