import { Turns } from "../sharing/turns.ts";
import type { Marks } from "./marks.ts";
import { parts } from "./packed.ts";
import type { Reservations } from "./reservations.ts";
import type { Deposit, Lost, NoRecordKey, PutResult } from "./results.ts";
import type { Unlocked, VaultAccess } from "./vault-access.ts";
import type { KeyRow, VaultStore } from "./vault-store.ts";
import { keyOf, SECRET_BYTES, type Wrapping } from "./wrapping.ts";

/** The length of the random id of a key, in bytes. */
export const ID_BYTES = 16;

interface DepositedKey {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** Stores keys and marks: all of a deposit or nothing, and nothing over what is stored already. */
export class Deposits {
  readonly #store: VaultStore;
  readonly #access: VaultAccess;
  readonly #marks: Marks;
  readonly #reservations: Reservations;

  constructor(store: VaultStore, access: VaultAccess, marks: Marks, reservations: Reservations) {
    this.#store = store;
    this.#access = access;
    this.#marks = marks;
    this.#reservations = reservations;
  }

  /**
   * Stores a deposit. Safe to repeat: keys and a mark that are stored already are not refused.
   *
   * @param id the vault's
   * @throws RangeError if the keys are not whole
   */
  async put(id: string, { keys, mark, lookups }: Deposit): Promise<PutResult> {
    let missing: DepositedKey[] | undefined = unpack(keys);
    // Each turn reads the vault again, since other calls ran while this one was hashing and wrapping. It takes another
    // turn only if one of them has stored something.
    for (;;) {
      const unlocked: Unlocked | Lost | NoRecordKey = await this.#access.unlock(id);
      if (unlocked.outcome !== "unlocked") return unlocked;
      if (mark && !(await this.#marks.accepts(mark, unlocked.mark))) return refused("mark", unlocked);
      const rows: KeyRow[] = await wrapAll(missing, unlocked.wrapping);
      const deposited = this.#store.deposit(unlocked.vault, { keys: rows, mark: mark?.note });
      if (deposited === "overtaken") continue;
      if (deposited.length === 0) {
        const reserved = await this.#reservations.among(lookups ?? new Uint8Array(), unlocked.hmacKey);
        return { outcome: "stored", revision: this.#store.vault()?.revision ?? 0, reserved };
      }
      missing = await this.#without(missing, new Set(deposited), unlocked.wrapping);
      if (!missing) return refused("keys", unlocked);
    }
  }

  /** The keys of ids, in this order; `null` for each that is not stored or is damaged. */
  async keys(ids: readonly Uint8Array[], wrapping: Wrapping): Promise<(Uint8Array<ArrayBuffer> | null)[]> {
    const keys: (Uint8Array<ArrayBuffer> | null)[] = [];
    const turns = new Turns();
    for (const id of ids) {
      const row = this.#store.key(id);
      keys.push((row && (await wrapping.unwrap(keyOf(id), row))) ?? null);
      await turns.spend(1);
    }
    return keys;
  }

  /** The keys without those that exist; `undefined` if one of these differs from the stored key of its id. */
  async #without(
    keys: readonly DepositedKey[],
    existing: ReadonlySet<number>,
    wrapping: Wrapping,
  ): Promise<DepositedKey[] | undefined> {
    const fresh = keys.filter((_, place) => !existing.has(place));
    const repeated = new Map(fresh.map(({ id, key }) => [id.toString(), key]));
    for (const place of existing) {
      const { id, key } = keys[place] as DepositedKey;
      const row = this.#store.key(id);
      // A key without a row is in the deposit twice.
      const stored = row ? await wrapping.unwrap(keyOf(id), row) : repeated.get(id.toString());
      if (!stored || !crypto.subtle.timingSafeEqual(stored, key)) return undefined;
    }
    return fresh;
  }
}

function refused(of: "mark" | "keys", { mark }: Unlocked): PutResult {
  return { outcome: "refused", of, ...(mark && { mark }) };
}

function unpack(keys: Uint8Array): DepositedKey[] {
  return parts(keys, ID_BYTES + SECRET_BYTES).map((part) => ({
    id: part.subarray(0, ID_BYTES),
    key: part.subarray(ID_BYTES),
  }));
}

async function wrapAll(keys: readonly DepositedKey[], wrapping: Wrapping): Promise<KeyRow[]> {
  const wrapped = await wrapping.wrap(keys.map(({ id, key }) => ({ purpose: keyOf(id), secret: key })));
  return wrapped.map((each, place) => ({ ...each, id: (keys[place] as DepositedKey).id }));
}
