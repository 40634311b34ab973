/** After this long without a message, a watcher checks whether its connection is alive, in milliseconds. */
export const SILENCE = 30_000;

/** The wait before a retry, in milliseconds. It starts at `first` and doubles each time, up to `last`. */
const BACKOFF = { first: 500, last: 15_000 } as const;

/** The maximum delay of a timer, in milliseconds. With a longer delay it would fire at once. */
export const TIMER_LIMIT = 2 ** 31 - 1;

/**
 * How long to wait before retrying a request to a ledger that did not respond.
 *
 * @param failures the number of waits since its last response
 * @returns the time in milliseconds
 */
export function backoff(failures: number): number {
  return Math.min(BACKOFF.first * 2 ** failures, BACKOFF.last);
}

/**
 * How long to wait before a retry if many clients may have failed at the same moment.
 *
 * @param failures as for {@link backoff}
 * @param asked the seconds that the ledger asks for, if it does
 * @returns the time in milliseconds: at least what was asked for or is usual, and at most half as much again
 */
export function jittered(failures: number, asked?: number): number {
  return (asked === undefined ? backoff(failures) : asked * 1000) * (1 + Math.random() / 2);
}

/**
 * Waits for something that cannot be ended itself, until a signal is aborted.
 *
 * @throws the signal's reason, once it is aborted
 */
export async function unlessAborted<Result>(
  step: Promise<Result>,
  signal: AbortSignal | null | undefined,
): Promise<Result> {
  if (!signal) return step;
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { signal: over.signal });
    // A signal that is aborted already fires no event.
    if (signal.aborted) reject(signal.reason as Error);
  });
  try {
    return await Promise.race([step, aborted]);
  } finally {
    over.abort();
  }
}

/**
 * Waits for any length of time, even beyond {@link TIMER_LIMIT}.
 *
 * @param time in milliseconds
 * @param stop ends the wait early
 */
export async function pause(time: number, stop?: AbortSignal): Promise<void> {
  for (let left = time; left > 0; left -= TIMER_LIMIT) {
    if (stop?.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(left, TIMER_LIMIT));
      stop?.addEventListener("abort", end);
    });
  }
}
