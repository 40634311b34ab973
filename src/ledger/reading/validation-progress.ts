import { within } from "../time-limit.ts";

/**
 * Hears how far a check is, after each stretch of it.
 *
 * @param checked the index of the newest block that was checked
 * @returns whether to go on; `false` gives the check up
 */
export type ProgressListener = (checked: number, length: number) => Promise<boolean>;

/** A listener that does not take what it is told for so long, in milliseconds, is taken for gone. */
const PATIENCE = 10_000;

/**
 * One listener in the place of all who share a check. It goes at the pace of the quickest: who is still busy with what
 * it was told misses some. The check is given up when nobody is left to hear of it: others wait for its place, so a client
 * that stopped reading must not keep it.
 *
 * @param listeners who asked for the check; `undefined` for who only waits for the verdict, and so is never gone
 * @returns nothing when nobody listens
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
