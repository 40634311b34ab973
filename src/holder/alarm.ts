/** The one alarm that an object has. */
export class Alarm {
  readonly #ctx: DurableObjectState;
  #time: number | undefined;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Sets it for a time, in milliseconds since 1970, unless it comes earlier anyway. */
  setAt(time: number): void {
    if (this.#time !== undefined && this.#time <= time) return;
    this.#time = time;
    this.#ctx.waitUntil(this.#set(time));
  }

  async #set(time: number): Promise<void> {
    try {
      await this.#ctx.storage.setAlarm(time);
    } catch (error) {
      // It is not set, so the next call must set one.
      this.#time = undefined;
      throw error;
    }
  }

  /** Sets it for a later time than it may be set for. */
  putOff(time: number): void {
    this.#time = time;
    this.#ctx.waitUntil(this.#ctx.storage.setAlarm(time));
  }

  /** It came: it is set no more. */
  rang(): void {
    this.#time = undefined;
  }
}
