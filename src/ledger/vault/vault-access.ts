import { Malformed } from "../../chain/text/malformed.ts";
import type { Marks } from "./marks.ts";
import { parseRecordKeys, type RecordKey } from "./record-keys.ts";
import type { ReadsMarks } from "./reads-marks.ts";
import type { Lost, Mark, NoRecordKey } from "./results.ts";
import type { VaultRow, VaultStore } from "./vault-store.ts";
import { HMAC_KEY, Wrapping } from "./wrapping.ts";

/** A vault whose secrets can be read. */
export interface Unlocked {
  readonly outcome: "unlocked";
  /** The vault's row as it was read. */
  readonly vault: VaultRow;
  readonly mark: Mark | undefined;
  /** The mark of the log of reads. */
  readonly readsMark: Mark | undefined;
  readonly wrapping: Wrapping;
  readonly hmacKey: Uint8Array<ArrayBuffer>;
}

/** Gives access to a vault's secrets: to those who know its id, in a deployment with its record keys. */
export class VaultAccess {
  readonly #store: VaultStore;
  readonly #marks: Marks;
  readonly #readsMarks: ReadsMarks;
  readonly #secret: string | undefined;
  #recordKeys: Promise<[RecordKey, ...RecordKey[]] | undefined> | undefined;
  #wrapping: { readonly id: string; readonly derived: Promise<Wrapping> } | undefined;

  /** @param secret the setting RECORD_KEY, which is parsed with the first access */
  constructor(store: VaultStore, marks: Marks, readsMarks: ReadsMarks, secret: string | undefined) {
    this.#store = store;
    this.#marks = marks;
    this.#readsMarks = readsMarks;
    this.#secret = secret;
  }

  /** What wraps the secrets of the vault with an id; `undefined` if RECORD_KEY is not set or not valid. */
  async wrapping(id: string): Promise<Wrapping | undefined> {
    const recordKeys = await (this.#recordKeys ??= this.#parse());
    if (!recordKeys) return undefined;
    if (this.#wrapping?.id !== id) this.#wrapping = { id, derived: Wrapping.derive(id, recordKeys) };
    return this.#wrapping.derived;
  }

  /**
   * Reads the vault's row and unwraps the key of the HMACs, which shows that the record keys are the right ones.
   *
   * @param id the id that the vault must have
   */
  async unlock(id: string): Promise<Unlocked | Lost | NoRecordKey> {
    const wrapping = await this.wrapping(id);
    if (!wrapping) return { outcome: "key-missing" };
    const vault = this.#store.vault();
    if (vault?.id !== id) return { outcome: "lost" };
    if (![...vault.inUse, vault.hmacKey.wrappedBy].every((used) => wrapping.has(used))) return { outcome: "key-wrong" };
    const hmacKey = await wrapping.unwrap(HMAC_KEY, vault.hmacKey);
    const mark = this.#markOf(vault);
    const readsMark = this.#readsMarks.current();
    if (!hmacKey || mark === "damaged" || readsMark === "damaged") return { outcome: "lost" };
    return { outcome: "unlocked", vault, mark, readsMark, wrapping, hmacKey };
  }

  #markOf({ mark }: VaultRow): Mark | undefined | "damaged" {
    try {
      return mark === undefined ? undefined : this.#marks.stored(mark);
    } catch (error) {
      if (error instanceof Malformed) return "damaged";
      throw error;
    }
  }

  async #parse(): Promise<[RecordKey, ...RecordKey[]] | undefined> {
    if (!this.#secret) return undefined;
    try {
      return await parseRecordKeys(this.#secret);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      // Its messages quote nothing of the secret.
      console.error(JSON.stringify({ setting: "RECORD_KEY", error: error.message }));
      return undefined;
    }
  }
}
