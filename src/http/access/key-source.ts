import type { KeySet } from "./key-set.ts";

/** The keys that tokens are verified with, for a while. */
export interface KeysInForce {
  readonly set: KeySet;
  /** Until when they count, in milliseconds since 1970. */
  readonly until: number;
  /** Whether they were fetched for the request that asked for them. */
  readonly isNew: boolean;
}

/** Where the keys come from. */
export interface KeySource {
  /** The keys in force. */
  current(): Promise<KeysInForce>;
  /** Newer keys than these, which did not verify a token; nothing when there are none. */
  newer(keys: KeysInForce): Promise<KeysInForce | undefined>;
}

/** Keys that are set in full: they count until the setting changes. */
export class ConfiguredKeys implements KeySource {
  readonly #keys: KeysInForce;

  constructor(set: KeySet) {
    this.#keys = { set, until: Infinity, isNew: true };
  }

  current(): Promise<KeysInForce> {
    return Promise.resolve(this.#keys);
  }

  newer(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
