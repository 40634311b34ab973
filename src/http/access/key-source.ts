import type { KeySet } from "./key-set.ts";

/** The keys that tokens are currently verified with. */
export interface KeysInForce {
  readonly set: KeySet;
  /** Until when they are valid, in milliseconds since 1970. */
  readonly until: number;
  /** Whether they were fetched just now, for the current request. */
  readonly isNew: boolean;
}

/** A source of keys. */
export interface KeySource {
  /** The keys in force. */
  current(): Promise<KeysInForce>;
  /** Newer keys than the given ones, which did not verify a token; `undefined` if there are none. */
  newer(keys: KeysInForce): Promise<KeysInForce | undefined>;
}

/** Keys that are configured directly. They are valid until the setting changes. */
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
