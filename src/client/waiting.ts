/** How long a client waits for an answer, and for each next part of it, in milliseconds. */
export const PATIENCE = 60_000;

/** After so long without a message a watcher asks whether its connection lives, in milliseconds. */
export const SILENCE = 30_000;

/** The wait before an attempt that follows a failed one, in milliseconds: twice as long each time, up to the last. */
const BACKOFF = { first: 500, last: 15_000 } as const;

/** The longest time that a timer can wait, in milliseconds: with a longer one it would not wait at all. */
export const TIMER_LIMIT = 2 ** 31 - 1;

/**
 * How long to wait before a ledger that did not answer is asked again.
 *
 * @param failures how many waits there were since it answered
 * @returns the time in milliseconds
 */
export function backoff(failures: number): number {
  return Math.min(BACKOFF.first * 2 ** failures, BACKOFF.last);
}

/**
 * Waits, however long.
 *
 * @param time in milliseconds
 * @param stop ends the waiting early
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
