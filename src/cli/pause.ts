import { setTimeout as wait } from "node:timers/promises";

/** The longest time that a timer can wait, in milliseconds: with a longer one it would not wait at all. */
const LONGEST = 2 ** 31 - 1;

/**
 * Waits, however long.
 *
 * @param time in milliseconds
 * @param stop ends the waiting early
 */
export async function pause(time: number, stop: AbortSignal): Promise<void> {
  for (let left = time; left > 0 && !stop.aborted; left -= LONGEST) {
    await wait(Math.min(left, LONGEST), undefined, { signal: stop }).catch(() => undefined);
  }
}
