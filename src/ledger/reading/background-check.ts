import { HALTED_DELAY } from "../contradiction.ts";
import { CHECKED } from "../creation.ts";
import type { Shared } from "../parts.ts";
import type { Checks } from "./checks.ts";

/** How often the whole chain is checked, in milliseconds: once a day. */
const PERIOD = 24 * 60 * 60 * 1000;

/** How many blocks are checked at an alarm, and how long it is until the next one, in milliseconds. */
const SLICE = 5_000;
const PAUSE = 1_000;

/**
 * Checks the whole chain once a day, whether anybody asks for it or not: an edit of the storage must not go unnoticed
 * because nobody looks.
 *
 * It is done in slices, one at each alarm, so that it never takes the thread or an alarm's budget of CPU time for long;
 * mining goes on meanwhile. How far it is, is in memory alone: what is stored could be edited to skip blocks. An object
 * that starts again begins the check again.
 */
export class BackgroundCheck {
  readonly #shared: Shared;
  readonly #checks: Checks;
  #running: Promise<void> | undefined;
  /** Ends the alarm's wait for the slice, and begins the next slice. */
  #pause = Promise.withResolvers<void>();
  #resume = Promise.withResolvers<void>();

  constructor(shared: Shared, checks: Checks) {
    this.#shared = shared;
    this.#checks = checks;
  }

  /** Has the alarm come for the next check; to be called when the object starts, and when it has its genesis. */
  plan(): void {
    if (this.#shared.creation.done) this.#shared.alarms.set("check", this.#due(Date.now()));
  }

  /** Goes on with a check that is due, at an alarm: plans the next slice, and returns the work. */
  onAlarm(now: number): Promise<void> | undefined {
    const isDue = this.#shared.creation.done && this.#due(now) <= now + PAUSE;
    if (!isDue) {
      this.plan();
      return undefined;
    }
    this.#shared.alarms.set("check", now + HALTED_DELAY);
    return this.#goOn();
  }

  async #goOn(): Promise<void> {
    try {
      await this.#slice();
      this.plan();
    } catch {
      // The storage failed, and the alarm is set for another try.
    }
  }

  /** When the next slice is to be checked, in milliseconds since 1970. */
  #due(now: number): number {
    if (this.#running) return now + PAUSE;
    const checked = this.#shared.storage.kv.get<number>(CHECKED);
    // A time that is not over yet was not written here.
    return typeof checked === "number" && checked <= now ? checked + PERIOD : now + PAUSE;
  }

  /** Checks a slice. */
  async #slice(): Promise<void> {
    this.#pause = Promise.withResolvers();
    if (this.#running) this.#resume.resolve();
    else this.#running = this.#run();
    await Promise.race([this.#pause.promise, this.#running]);
  }

  async #run(): Promise<void> {
    let end = SLICE;
    try {
      await this.#checks.whole(async (checked) => {
        if (checked < end) return true;
        end = checked + SLICE;
        this.#resume = Promise.withResolvers();
        this.#pause.resolve();
        await this.#resume.promise;
        return true;
      });
      this.#shared.storage.kv.put(CHECKED, Date.now());
    } finally {
      this.#running = undefined;
    }
  }
}
