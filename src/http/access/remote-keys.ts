import { waitUntil } from "cloudflare:workers";
import type { KeySource, KeysInForce } from "./key-source.ts";
import { FETCH_TIMEOUT, fetchKeySet, keysUnavailable } from "./published-keys.ts";

/** How long a fetched key set counts, in milliseconds from when the fetch began: a withdrawn key counts no longer. */
const LIFETIME = 60_000;

/** Keys that are fetched from where their issuer publishes them. */
export class RemoteKeys implements KeySource {
  readonly #url: URL;
  #keys: KeysInForce | undefined;
  #pending: Promise<KeysInForce> | undefined;
  #failure: Error | undefined;
  /** Tokens of unknown keys cost nothing to make: fetches for them are few. */
  readonly #searches = new Allowance(1, 5_000);
  /** After a failure the next requests try again, but not each of thousands. */
  readonly #retries = new Allowance(3, 10_000);

  constructor(url: URL) {
    this.#url = url;
  }

  /**
   * The keys that were published within the last minute. Older ones do not count, not even when there are no newer ones
   * to be had: the issuer may have withdrawn them.
   *
   * @throws Problem `keys-unavailable`
   */
  async current(): Promise<KeysInForce> {
    if (this.#keys && Date.now() < this.#keys.until) return this.#keys;
    return this.#pending ? this.#join(this.#pending) : { ...(await this.#begin()), isNew: true };
  }

  /**
   * Newer keys than those that did not verify a token: a key that was published a moment ago counts at once. The token
   * may just as well be forged, so that there are none when they were fetched for it, or for another one lately.
   */
  async newer(keys: KeysInForce): Promise<KeysInForce | undefined> {
    if (keys.isNew) return undefined;
    if (this.#keys && this.#keys.set !== keys.set) return this.#keys;
    if (!this.#pending && !this.#searches.take()) return undefined;
    // Whether they can be fetched or not, the keys in force have said what they say of the token.
    return (this.#pending ? this.#join(this.#pending) : this.#begin()).catch(() => undefined);
  }

  #begin(): Promise<KeysInForce> {
    if (this.#failure && !this.#retries.take()) return Promise.reject(this.#failure);
    const pending = this.#fetch().finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    // Others may wait for it, also when the client of this request hangs up.
    waitUntil(pending.catch(() => undefined));
    return pending;
  }

  async #fetch(): Promise<KeysInForce> {
    const began = Date.now();
    try {
      this.#keys = { set: await fetchKeySet(this.#url), until: began + LIFETIME, isNew: false };
      this.#failure = undefined;
      return this.#keys;
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
  }

  /** Waits for a fetch of another request. If the platform ended that one, it must not be waited for without end. */
  async #join(pending: Promise<KeysInForce>): Promise<KeysInForce> {
    const timeout = new AbortController();
    const tooLong = scheduler.wait(FETCH_TIMEOUT + 1000, { signal: timeout.signal }).then(
      () => undefined,
      () => undefined,
    );
    const keys = await Promise.race([pending, tooLong]).finally(() => timeout.abort());
    if (keys) return keys;
    if (this.#pending === pending) this.#pending = undefined;
    throw keysUnavailable("did not answer in time");
  }
}

/** Limits how often something may happen. */
class Allowance {
  readonly #most: number;
  readonly #period: number;
  #times: readonly number[] = [];

  /** @param most how many times it may happen in any period of so many milliseconds */
  constructor(most: number, period: number) {
    this.#most = most;
    this.#period = period;
  }

  /** Whether it may happen once more; then it counts. */
  take(): boolean {
    const now = Date.now();
    this.#times = this.#times.filter((time) => now - time < this.#period);
    if (this.#times.length >= this.#most) return false;
    this.#times = [...this.#times, now];
    return true;
  }
}
