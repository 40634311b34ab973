/** The tasks that share the object's alarm. */
const USES = ["mining", "watchers", "check", "erasing", "deleting"] as const;
export type Use = (typeof USES)[number];

/** The latest time an alarm is set for: the platform counts in nanoseconds, which overflow for later dates. */
const LATEST = Date.UTC(2200, 0);

/**
 * Shares an object's single alarm among all its uses. The alarm is set for the earliest of their times.
 *
 * The times are only in memory, but the alarm itself survives a restart. So an object that starts must plan again each
 * use it still needs, and an alarm may fire for a use that has not been planned since the restart.
 */
export class AlarmSchedule {
  readonly #ctx: DurableObjectState;
  readonly #times = new Map<Use, number>();
  /** The time the platform's alarm is set for, as far as this object knows. */
  #armedFor: number | undefined;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /**
   * Plans a use and replaces its previous time. A write in the same turn of the event loop is committed together with
   * the alarm, or neither is.
   *
   * @param time in milliseconds since 1970; a time in the past means as soon as possible, `undefined` means never
   */
  set(use: Use, time: number | undefined): void {
    this.recall(use, time);
    this.#arm();
  }

  /** Like {@link set}, but keeps an earlier time that is already planned. */
  setBy(use: Use, time: number): void {
    this.set(use, Math.min(time, this.#times.get(use) ?? Infinity));
  }

  /** Restores a time that the alarm was set for before this object started. Writes nothing. */
  recall(use: Use, time: number | undefined): void {
    if (time === undefined || Number.isNaN(time)) this.#times.delete(use);
    else this.#times.set(use, Math.max(0, Math.min(time, LATEST)));
  }

  /**
   * Call this first when the alarm fires. It clears the plans of the uses that are due: each must check whether it has
   * work to do, and plan its next time.
   *
   * @param now in milliseconds since 1970
   * @returns the uses that are due; all of them if the alarm was set before this object started or is delivered again,
   *   since it may then be for any of them
   */
  due(now: number): ReadonlySet<Use> {
    const isKnown = this.#armedFor !== undefined && this.#armedFor <= now;
    const due = new Set(isKnown ? USES.filter((use) => (this.#times.get(use) ?? Infinity) <= now) : USES);
    for (const use of due) this.#times.delete(use);
    this.#armedFor = undefined;
    this.#arm();
    return due;
  }

  #arm(): void {
    if (this.#times.size === 0) return;
    const time = Math.min(...this.#times.values());
    if (time === this.#armedFor) return;
    this.#armedFor = time;
    this.#ctx.waitUntil(this.#setAlarm(time));
  }

  async #setAlarm(time: number): Promise<void> {
    try {
      await this.#ctx.storage.setAlarm(time);
    } catch (error) {
      // The alarm may not be set, so the next call must set it.
      this.#armedFor = undefined;
      throw error;
    }
  }
}
