/** The tasks that share the vault's alarm. */
type Use = "rotation" | "month-keys" | "reservations";

/** The latest time an alarm is set for: the platform counts in nanoseconds, which overflow for later dates. */
const LATEST = Date.UTC(2200, 0);

/**
 * Shares the vault's single alarm among its uses: it is set for the earliest of their times. The times are only in
 * memory, so each use plans again when the object starts.
 */
export class VaultAlarm {
  readonly #storage: DurableObjectStorage;
  readonly #times = new Map<Use, number>();

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /**
   * Plans a use and replaces its previous time.
   *
   * @param time in milliseconds since 1970; `undefined` for never
   */
  async set(use: Use, time: number | undefined): Promise<void> {
    if (time === undefined) this.#times.delete(use);
    else this.#times.set(use, Math.min(time, LATEST));
    const next = Math.min(...this.#times.values());
    await (Number.isFinite(next) ? this.#storage.setAlarm(next) : this.#storage.deleteAlarm());
  }

  /** Call this first when the alarm fires: whatever it was for, each use plans its next time. */
  fired(): void {
    this.#times.clear();
  }
}
