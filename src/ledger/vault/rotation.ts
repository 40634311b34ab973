import type { LedgerIdentity } from "../signing/identity.ts";
import type { Unlocked, VaultAccess } from "./vault-access.ts";
import type { VaultAlarm } from "./vault-alarm.ts";
import type { KeyRow, VaultStore } from "./vault-store.ts";
import { HMAC_KEY, keyOf, monthKeyOf, type Wrapped } from "./wrapping.ts";

/** How many keys are looked at with each alarm, and the time until the next one, in milliseconds. */
export const SLICE = 1_000;
const PAUSE = 100;

/** How long to wait after a failure, in milliseconds, and for a record key that only an operator can configure. */
const RETRY = 60_000;

/**
 * Wraps everything in the vault under the current record key, once RECORD_KEY has a new one, so that the old key is not
 * needed any more.
 *
 * It runs in slices, one with each alarm, in the order of the keys' ids. Its place is only in memory: after a restart it
 * starts over, and skips what is wrapped already. The key of the HMACs comes last, so that it shows whether all is done.
 */
export class Rotation {
  readonly #storage: DurableObjectStorage;
  readonly #store: VaultStore;
  readonly #access: VaultAccess;
  readonly #identity: LedgerIdentity;
  readonly #alarm: VaultAlarm;
  /** The id of the last key that was looked at. */
  #after: Uint8Array | undefined;
  /** How many keys could not be unwrapped. */
  #damaged = 0;

  constructor(
    storage: DurableObjectStorage,
    store: VaultStore,
    access: VaultAccess,
    identity: LedgerIdentity,
    alarm: VaultAlarm,
  ) {
    this.#alarm = alarm;
    this.#storage = storage;
    this.#store = store;
    this.#access = access;
    this.#identity = identity;
  }

  /** Plans the next slice, if there is anything to do. Call this when the object starts. */
  async plan(): Promise<void> {
    const unlocked = await this.#unfinished();
    if (unlocked) await this.#alarm.set("rotation", Date.now() + PAUSE);
  }

  /** Handles an alarm: wraps the keys of one slice. Safe to repeat, as everything that an alarm starts. */
  async onAlarm(): Promise<void> {
    const unlocked = await this.#unfinished();
    if (!unlocked) return;
    await this.#alarm.set("rotation", Date.now() + RETRY);
    const rows = this.#store.keysAfter(this.#after, SLICE);
    if (rows.length === 0) {
      await this.#finish(unlocked);
      return;
    }
    await this.#rewrap(rows, unlocked);
    this.#after = rows.at(-1)?.id;
    await this.#alarm.set("rotation", Date.now() + PAUSE);
  }

  /** The vault, if anything in it may be wrapped under another record key than the current one. */
  async #unfinished(): Promise<Unlocked | undefined> {
    const vault = this.#store.vault();
    const unlocked = vault && (await this.#access.unlock(vault.id));
    if (unlocked?.outcome !== "unlocked") return undefined;
    return unlocked.vault.inUse.every((used) => used === unlocked.wrapping.current) ? undefined : unlocked;
  }

  async #rewrap(rows: readonly KeyRow[], { wrapping }: Unlocked): Promise<void> {
    const old = rows.filter(({ wrappedBy }) => wrappedBy !== wrapping.current);
    const opened: { before: KeyRow; purpose: Uint8Array<ArrayBuffer>; secret: Uint8Array }[] = [];
    for (const before of old) {
      const purpose = keyOf(before.id);
      const secret = await wrapping.unwrap(purpose, before);
      if (secret) opened.push({ before, purpose, secret });
    }
    this.#damaged += old.length - opened.length;
    const wrapped = await wrapping.wrap(opened);
    this.#store.rewrap(opened.map(({ before }, place) => ({ before, after: wrapped[place] as Wrapped })));
  }

  async #finish({ wrapping, hmacKey }: Unlocked): Promise<void> {
    for (const row of this.#store.monthKeys().filter(({ wrappedBy }) => wrappedBy !== wrapping.current)) {
      const purpose = monthKeyOf(row.id);
      const secret = await wrapping.unwrap(purpose, row);
      const [rewrapped] = secret ? await wrapping.wrap([{ purpose, secret }]) : [];
      if (rewrapped) this.#store.rewrapMonthKey(row, rewrapped);
      else this.#damaged += 1;
    }
    const [wrapped] = await wrapping.wrap([{ purpose: HMAC_KEY, secret: hmacKey }]);
    this.#store.rewrapHmacKey(wrapped as Wrapped);
    await this.#alarm.set("rotation", undefined);
    // The operator may remove the old key once this is logged, so it must be on disk.
    await this.#storage.sync();
    console.log(
      JSON.stringify({
        vault: this.#identity.name,
        record_key: wrapping.current,
        damaged_keys: this.#damaged,
        message: "everything in this vault is wrapped under the current record key: it does not need the old one",
      }),
    );
  }
}
