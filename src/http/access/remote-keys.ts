import { waitUntil } from "cloudflare:workers";
import type { KeySource, KeysInForce } from "./key-source.ts";
import { FETCH_TIMEOUT, fetchKeySet, keysUnavailable } from "./published-keys.ts";

/**
 * How long a fetched key set is valid, in milliseconds from the start of the fetch: a withdrawn key lives no longer.
 */
const LIFETIME = 60_000;

/** Keys that are fetched from the URL where their issuer publishes them. */
export class RemoteKeys implements KeySource {
  readonly #url: URL;
  #keys: KeysInForce | undefined;
  #pending: Promise<KeysInForce> | undefined;
  #failure: Error | undefined;
  /** Anyone can make tokens with unknown keys, so fetches for them are limited. */
  readonly #searches = new Allowance(1, 5_000);
  /** After a failure, a few requests try again, but not each of thousands. */
  readonly #retries = new Allowance(3, 10_000);

  constructor(url: URL) {
    this.#url = url;
  }

  /**
   * The keys as published within the last minute. Older ones are not used, even if no newer ones can be fetched: the
   * issuer may have withdrawn them.
   *
   * @throws Problem `keys-unavailable`
   */
  async current(): Promise<KeysInForce> {
    if (this.#keys && Date.now() < this.#keys.until) return this.#keys;
    return this.#pending ? this.#join(this.#pending) : { ...(await this.#begin()), isNew: true };
  }

  /**
   * Newer keys than those that did not verify a token, so that a newly published key is accepted at once. Since the
   * token may be forged, it returns nothing if the keys were just fetched, for this token or recently for another one.
   */
  async newer(keys: KeysInForce): Promise<KeysInForce | undefined> {
    if (keys.isNew) return undefined;
    if (this.#keys && this.#keys.set !== keys.set) return this.#keys;
    if (!this.#pending && !this.#searches.take()) return undefined;
    // If the fetch fails, the token is still refused on the basis of the current keys.
    return (this.#pending ? this.#join(this.#pending) : this.#begin()).catch(() => undefined);
  }

  #begin(): Promise<KeysInForce> {
    if (this.#failure && !this.#retries.take()) return Promise.reject(this.#failure);
    const pending = this.#fetch().finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    // Other requests may be waiting for this fetch, even if the client of this request disconnects.
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

  /** Waits for another request's fetch, with a timeout in case the platform has ended that request. */
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

  /** @param most how many times it may happen within any `period`, in milliseconds */
  constructor(most: number, period: number) {
    this.#most = most;
    this.#period = period;
  }

  /** Whether it may happen once more. If so, counts it. */
  take(): boolean {
    const now = Date.now();
    this.#times = this.#times.filter((time) => now - time < this.#period);
    if (this.#times.length >= this.#most) return false;
    this.#times = [...this.#times, now];
    return true;
  }
}
