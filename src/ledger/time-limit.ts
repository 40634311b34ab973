/**
 * Waits for a promise, but only for a limited time.
 *
 * @param limit in milliseconds
 * @returns the promise's result, or `undefined` if the time runs out first
 */
export async function within<Result>(limit: number, promise: Promise<Result>): Promise<Result | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, scheduler.wait(limit, { signal: over.signal }).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
