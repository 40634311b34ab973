/**
 * Waits for a promise, but no longer than a limit.
 *
 * @param limit in milliseconds
 * @returns what the promise gives, or nothing when the time is over
 */
export async function within<Result>(limit: number, promise: Promise<Result>): Promise<Result | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, scheduler.wait(limit, { signal: over.signal }).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
