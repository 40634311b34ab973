import { concatenate } from "../../../chain/text/concatenate.ts";
import { ID_BYTES } from "../../vault/deposits.ts";

/** The most keys that one call asks for. */
const KEYS_AT_ONCE = 1_000;

/** A requested key, and who waits for it. */
interface Request {
  readonly id: Uint8Array;
  readonly key: PromiseWithResolvers<Uint8Array<ArrayBuffer> | undefined>;
}

/** Gets keys from the vault. While a call is under way, the requests for the next one collect. */
export class KeyRequests {
  readonly #call: (ids: Uint8Array) => Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
  #requests: Request[] = [];
  #isCalling = false;

  /** @param call asks the vault for the keys with these ids, joined; `null` stands for one that it does not have */
  constructor(call: (ids: Uint8Array) => Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>) {
    this.#call = call;
  }

  /** The key with an id (16 bytes); `undefined` if the vault does not have it. */
  key(id: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
    // No key has such an id. In a call it would take the place of other requests' ids.
    if (id.length !== ID_BYTES) return Promise.resolve(undefined);
    const key = Promise.withResolvers<Uint8Array<ArrayBuffer> | undefined>();
    this.#requests.push({ id, key });
    if (!this.#isCalling) void this.#callAll();
    return key.promise;
  }

  async #callAll(): Promise<void> {
    this.#isCalling = true;
    // Requests of the same turn of the event loop share the first call.
    await Promise.resolve();
    while (this.#requests.length > 0) {
      const requests = this.#requests.splice(0, KEYS_AT_ONCE);
      try {
        const keys = await this.#call(concatenate(requests.map(({ id }) => id)));
        for (const [place, { key }] of requests.entries()) key.resolve(keys[place] ?? undefined);
      } catch (error) {
        for (const { key } of requests) key.reject(error);
      }
    }
    this.#isCalling = false;
  }
}
