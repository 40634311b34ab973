import type { Caller, Verified } from "./caller.ts";

/** How long a token is accepted without being verified again, in milliseconds. */
const CACHED_FOR = 60_000;

/** The most tokens in the cache. When it is full, it is cleared, and tokens are verified again. */
const CACHED_TOKENS = 1000;

/**
 * A cache of the callers of recently verified tokens. Verifying a signature takes as long as the rest of a read, and a
 * client sends the same token with each request. The key is the token itself. Hashing it would cost a few hundredths of
 * a poll's time and protect nothing, since the signing key is in the same memory.
 */
export class VerifiedTokens {
  readonly #callers = new Map<string, Verified>();

  /**
   * The caller of a token. It calls `verify` unless the token was verified in the last minute, has not expired, and the
   * keys that verified it are still valid.
   */
  async caller(token: string, verify: (token: string) => Promise<Verified>): Promise<Caller> {
    const known = this.#callers.get(token);
    if (known && Date.now() < known.until) return known.caller;
    const { caller, until } = await verify(token);
    this.#forget();
    this.#callers.set(token, { caller, until: Math.min(caller.expires, until, Date.now() + CACHED_FOR) });
    return caller;
  }

  /** Forgets the tokens whose verification no longer holds; all of them if there are too many. */
  #forget(): void {
    const now = Date.now();
    for (const [token, { until }] of this.#callers) if (until <= now) this.#callers.delete(token);
    if (this.#callers.size >= CACHED_TOKENS) this.#callers.clear();
  }
}
