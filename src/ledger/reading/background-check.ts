import type { Progress } from "./progress.ts";

/** Under this it is noted when the last whole check ended, in milliseconds since 1970; genesis counts as one. */
export const CHECKED = "checked";

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
  readonly #kv: SyncKvStorage;
  readonly #check: (progress: Progress) => Promise<unknown>;
  #running: Promise<void> | undefined;
  /** Ends the alarm's wait for the slice, and begins the next slice. */
  #pause = Promise.withResolvers<void>();
  #resume = Promise.withResolvers<void>();

  /** @param check checks the whole chain, and does with the verdict what is to be done */
  constructor({ kv }: DurableObjectStorage, check: (progress: Progress) => Promise<unknown>) {
    this.#kv = kv;
    this.#check = check;
  }

  /** When the next slice is to be checked, in milliseconds since 1970. */
  due(now: number): number {
    if (this.#running) return now + PAUSE;
    const checked = this.#kv.get<number>(CHECKED);
    // A time that is not over yet was not written here.
    return typeof checked === "number" && checked <= now ? checked + PERIOD : now + PAUSE;
  }

  /** Whether it is time for a slice. */
  isDue(now: number): boolean {
    return this.due(now) <= now + PAUSE;
  }

  /** Checks a slice. */
  async slice(): Promise<void> {
    this.#pause = Promise.withResolvers();
    if (this.#running) this.#resume.resolve();
    else this.#running = this.#run();
    await Promise.race([this.#pause.promise, this.#running]);
  }

  async #run(): Promise<void> {
    let end = SLICE;
    try {
      await this.#check(async (checked) => {
        if (checked < end) return true;
        end = checked + SLICE;
        this.#resume = Promise.withResolvers();
        this.#pause.resolve();
        await this.#resume.promise;
        return true;
      });
      this.#kv.put(CHECKED, Date.now());
    } finally {
      this.#running = undefined;
    }
  }
}
