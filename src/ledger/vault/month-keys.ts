import { endOfRetention, type Month, monthOf } from "../reads/month.ts";
import { ID_BYTES } from "./deposits.ts";
import { parts } from "./packed.ts";
import type { Lost, MonthKeyResult, MonthKeysResult, NoRecordKey } from "./results.ts";
import type { Unlocked, VaultAccess } from "./vault-access.ts";
import type { VaultAlarm } from "./vault-alarm.ts";
import type { VaultStore } from "./vault-store.ts";
import { monthKeyOf, randomBytes, SECRET_BYTES, type Wrapped } from "./wrapping.ts";

/** How far the clocks of the ledger's and the vault's object may differ, in milliseconds. */
const DAY = 86_400_000;

/** How long to wait after a failure, in milliseconds. */
const RETRY = 60_000;

/**
 * The keys of the log of reads: one for each month. A key is made when the ledger first asks for it in its month, and
 * destroyed when the retention of the month's entries ends. Nobody can read them from then on.
 */
export class MonthKeys {
  readonly #store: VaultStore;
  readonly #access: VaultAccess;
  readonly #alarm: VaultAlarm;

  constructor(store: VaultStore, access: VaultAccess, alarm: VaultAlarm) {
    this.#store = store;
    this.#access = access;
    this.#alarm = alarm;
  }

  /** The key of a month. If the month is now and has none, or a damaged one, it gets a new one. */
  async of(id: string, month: Month): Promise<MonthKeyResult> {
    for (;;) {
      const unlocked: Unlocked | Lost | NoRecordKey = await this.#access.unlock(id);
      if (unlocked.outcome !== "unlocked") return unlocked;
      const { vault, wrapping } = unlocked;
      const row = this.#store.monthKeyOf(month);
      const key = row && (await wrapping.unwrap(monthKeyOf(row.id), row));
      if (key) return { outcome: "month-key", key: { id: row.id, key }, revision: vault.revision };
      if (!isNow(month)) return { outcome: "month-key", key: null, revision: vault.revision };
      const keyId = randomBytes(ID_BYTES);
      const [wrapped] = await wrapping.wrap([{ purpose: monthKeyOf(keyId), secret: randomBytes(SECRET_BYTES) }]);
      // Another call may have made one meanwhile.
      const isRight = this.#store.monthKeyOf(month)?.id.toString() === row?.id.toString();
      if (!isRight || !this.#store.addMonthKey(vault, { id: keyId, month, ...(wrapped as Wrapped) })) continue;
      await this.#alarm.set("month-keys", this.#due());
    }
  }

  /** The keys with these ids, 16 bytes each; `null` for each that was destroyed, or is damaged. */
  async withIds(id: string, ids: Uint8Array): Promise<MonthKeysResult> {
    const requested = parts(ids, ID_BYTES);
    const unlocked = await this.#access.unlock(id);
    if (unlocked.outcome !== "unlocked") return unlocked;
    const keys = requested.map(async (each) => {
      const row = this.#store.monthKey(each);
      return (row && (await unlocked.wrapping.unwrap(monthKeyOf(row.id), row))) ?? null;
    });
    return { outcome: "month-keys", keys: await Promise.all(keys) };
  }

  /** Plans the destruction of the next key. Call this when the object starts. */
  async plan(): Promise<void> {
    const due = this.#due();
    if (due !== undefined) await this.#alarm.set("month-keys", due);
  }

  /** Handles an alarm: destroys the keys whose retention has ended. Safe to repeat. */
  async onAlarm(now: number): Promise<void> {
    if (!this.#store.exists) return;
    await this.#alarm.set("month-keys", Math.max(now + RETRY, this.#due() ?? 0));
    for (const { id, month } of this.#store.monthKeys()) {
      if (endOfRetention(month) <= now) this.#store.destroyMonthKey(id);
    }
    await this.#alarm.set("month-keys", this.#due());
  }

  /** When the next key is to be destroyed. */
  #due(): number | undefined {
    const times = this.#store.monthKeys().map(({ month }) => endOfRetention(month));
    return times.length > 0 ? Math.min(...times) : undefined;
  }
}

/** Whether a month is the current one, or was or will be a moment ago or from now. */
function isNow(month: Month): boolean {
  const now = Date.now();
  return [now - DAY, now, now + DAY].some((time) => monthOf(time) === month);
}
