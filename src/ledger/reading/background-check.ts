import { HALTED_DELAY } from "../contradiction.ts";
import { CHECKED, type Creation } from "../creation.ts";
import type { AlarmSchedule } from "../alarm-schedule.ts";
import type { Checks } from "./checks.ts";

/** What the check needs of its object. */
interface Surroundings {
  readonly storage: DurableObjectStorage;
  readonly creation: Creation;
  readonly alarms: AlarmSchedule;
}

/** How often the whole chain is checked, in milliseconds: once a day. */
const PERIOD = 24 * 60 * 60 * 1000;

/** How many blocks are checked at each alarm, and the time until the next alarm, in milliseconds. */
const SLICE = 5_000;
const PAUSE = 1_000;

/**
 * Checks the whole chain once a day, so that an edit of the storage does not go unnoticed because nobody asks for a
 * check.
 *
 * It runs in slices, one at each alarm, so that it never takes the thread or an alarm's budget of CPU time for long.
 * Mining continues meanwhile. The progress is only in memory, since stored progress could be edited to skip blocks.
 * After a restart, the check starts from the beginning.
 */
export class BackgroundCheck {
  readonly #shared: Surroundings;
  readonly #checks: Checks;
  #running: Promise<void> | undefined;
  /** Resolves at the end of a slice, and with it the alarm ends. */
  #pause = Promise.withResolvers<void>();
  /** Resolves when the next slice may start. */
  #resume = Promise.withResolvers<void>();

  constructor(shared: Surroundings, checks: Checks) {
    this.#shared = shared;
    this.#checks = checks;
  }

  /** Plans the alarm of the next check. Call this when the object starts, and when genesis is mined. */
  plan(): void {
    if (this.#shared.creation.done) this.#shared.alarms.set("check", this.#due(Date.now()));
  }

  /** Handles an alarm: if a check is due, plans the next slice and returns the work of this one. */
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
      // The storage failed. The alarm is already set for a retry.
    }
  }

  /** When the next slice is due, in milliseconds since 1970. */
  #due(now: number): number {
    if (this.#running) return now + PAUSE;
    const checked = this.#shared.storage.kv.get<number>(CHECKED);
    // This object never stores a time in the future, so such a time was edited.
    return typeof checked === "number" && checked <= now ? checked + PERIOD : now + PAUSE;
  }

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
