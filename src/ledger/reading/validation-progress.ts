import { within } from "../time-limit.ts";

/**
 * Called as a check proceeds.
 *
 * @param checked the index of the last block that was checked
 * @param length the length of the chain
 * @returns whether to continue; `false` cancels the check
 */
export type ProgressListener = (checked: number, length: number) => Promise<boolean>;

/** A listener that does not return for this long, in milliseconds, is considered gone. */
const PATIENCE = 10_000;

/**
 * Combines the listeners of everyone who shares a check into one. The check proceeds at the pace of the fastest
 * listener; one that is still busy misses some progress. The check is cancelled when no listener is left. Other checks
 * wait for its slot, so a client that stopped reading must not hold it.
 *
 * @param listeners one for each caller; `undefined` for a caller that only waits for the verdict, and so is never gone
 * @returns `undefined` if nobody listens
 */
export function toAll(listeners: readonly (ProgressListener | undefined)[]): ProgressListener | undefined {
  const listening = new Set(listeners.filter((listener) => listener !== undefined));
  const isAwaited = listeners.includes(undefined);
  const busy = new Map<ProgressListener, Promise<void>>();
  let failure: unknown;
  if (listening.size === 0) return undefined;

  const tell = async (listener: ProgressListener, checked: number, length: number) => {
    const goesOn = await listener(checked, length).catch((error: unknown) => {
      failure = error;
      return false;
    });
    if (!goesOn) listening.delete(listener);
    busy.delete(listener);
  };
  return async (checked, length) => {
    for (const listener of listening) {
      if (!busy.has(listener)) busy.set(listener, tell(listener, checked, length));
    }
    if (isAwaited) return true;
    if (
      !(await within(
        PATIENCE,
        Promise.race(busy.values()).then(() => true),
      ))
    ) {
      for (const listener of busy.keys()) listening.delete(listener);
    }
    if (listening.size === 0 && failure !== undefined) throw failure;
    return listening.size > 0;
  };
}
