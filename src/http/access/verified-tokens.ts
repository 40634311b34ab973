import type { Caller, Verified } from "./caller.ts";

/** How long a token is taken again without being verified again, in milliseconds. */
const CACHED_FOR = 60_000;

/** Of how many tokens the callers are remembered; then all are forgotten, and verified again. */
const CACHED_TOKENS = 1000;

/**
 * The callers of tokens that were verified lately. To verify a signature takes as long as the rest of a read, and a
 * client sends the same token with each request. They are found by the token itself: to hash it each time costs a poll
 * some hundredths, and would protect nothing in a memory that holds the signing key too.
 */
export class VerifiedTokens {
  readonly #callers = new Map<string, Verified>();

  /**
   * The caller of a token. `verify` is asked for it, unless the token was verified in the last minute, has not ended,
   * and the keys that it was verified with still count.
   */
  async caller(token: string, verify: (token: string) => Promise<Verified>): Promise<Caller> {
    const known = this.#callers.get(token);
    if (known && Date.now() < known.until) return known.caller;
    const { caller, until } = await verify(token);
    this.#forget();
    this.#callers.set(token, { caller, until: Math.min(caller.expires, until, Date.now() + CACHED_FOR) });
    return caller;
  }

  /** Forgets the tokens whose time is over; all, where there are too many. */
  #forget(): void {
    const now = Date.now();
    for (const [token, { until }] of this.#callers) if (until <= now) this.#callers.delete(token);
    if (this.#callers.size >= CACHED_TOKENS) this.#callers.clear();
  }
}
