/** What the object's alarm is used for. */
const USES = ["mining", "watchers", "check"] as const;
export type Use = (typeof USES)[number];

/** The latest time that an alarm is set for: the platform counts nanoseconds, and cannot keep every time there is. */
const LATEST = Date.UTC(2200, 0);

/**
 * The one alarm that an object has, for all its uses: it is set for the earliest of their times.
 *
 * The times are in memory alone; the alarm itself survives a restart. So each use that an object finds to be needed when
 * it starts must be set anew, and an alarm may come that was set for a use that this object has not heard of yet.
 */
export class AlarmSchedule {
  readonly #ctx: DurableObjectState;
  readonly #times = new Map<Use, number>();
  /** The time that the platform's alarm is set for, as far as this object knows. */
  #armedFor: number | undefined;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /**
   * Plans a use, in place of the time it was planned for before. In the same turn as a write, both are committed, or
   * neither is.
   *
   * @param time in milliseconds since 1970, and in the past for as soon as possible; `undefined` when it is not needed
   */
  set(use: Use, time: number | undefined): void {
    this.recall(use, time);
    this.#arm();
  }

  /** As {@link set}, unless the use is planned for an earlier time. */
  setBy(use: Use, time: number): void {
    this.set(use, Math.min(time, this.#times.get(use) ?? Infinity));
  }

  /** Plans a use for a time that the alarm was set for before this object started: nothing is written. */
  recall(use: Use, time: number | undefined): void {
    if (time === undefined || Number.isNaN(time)) this.#times.delete(use);
    else this.#times.set(use, Math.max(0, Math.min(time, LATEST)));
  }

  /**
   * To be called when the alarm came, before anything else. The uses that are due are planned no more: each has to look
   * whether there is something to do, and to be set again where it is needed later.
   *
   * @param now in milliseconds since 1970
   * @returns the uses whose time has come; all of them when the alarm was set before this object started, or is delivered
   *   again, and so may be any use's
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
      // It may not be set, so the next call must set one.
      this.#armedFor = undefined;
      throw error;
    }
  }
}
