import type { Caller } from "./access.ts";

/** How long a token is taken again without being verified again, in milliseconds: a withdrawn key counts no longer. */
const KEPT_FOR = 60_000;

/** Of how many tokens the callers are remembered; then all are forgotten, and verified again. */
const KEPT_TOKENS = 1000;

/**
 * The callers of tokens that were verified lately. To verify a signature takes as long as the rest of a read, and a
 * client sends the same token with each request. They are found by the token itself: to hash it each time would take a
 * tenth of what a poll takes, and protect nothing in a memory that holds the signing key too.
 */
export class VerifiedTokens {
  readonly #callers = new Map<string, { readonly caller: Caller; readonly until: number }>();

  /** The caller of a token, which `verify` is asked for unless the token was verified lately and has not ended. */
  async caller(token: string, verify: (token: string) => Promise<Caller>): Promise<Caller> {
    const known = this.#callers.get(token);
    if (known && Date.now() < known.until) return known.caller;
    this.#callers.delete(token);
    const caller = await verify(token);
    if (this.#callers.size >= KEPT_TOKENS) this.#callers.clear();
    this.#callers.set(token, { caller, until: Math.min(caller.expires, Date.now() + KEPT_FOR) });
    return caller;
  }
}
