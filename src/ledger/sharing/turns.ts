/*
 * Yielding to other work takes a timer, and a timer takes more than a millisecond. So turns are long while a task is
 * alone in its isolate. They get short as soon as something else arrives, which then uses the time of the timer.
 *
 * Work is measured in digests of `crypto.subtle`; a thousand take about 2.5 milliseconds.
 */

/** The turn of a task that was recently not alone, in digests. */
const SHARED_TURN = 1_024;

/** The shortest turn, however many tasks are waiting: with shorter ones, most of the time would go into the timers. */
const LEAST_TURN = 256;

/** While a task stays alone, its turns double up to this length. The next arrival has to wait for one such turn. */
const LONGEST_TURN = 16_384;

/** A task that waits longer than this, in milliseconds, belonged to an object that has ended: its timer never fires. */
const GONE = 1_000;

/** What the tasks of one isolate know about each other: all objects of an isolate share a single thread. */
export class Thread {
  /** The tasks of all objects that wait for their next turn, and since when, in milliseconds since 1970. */
  readonly waiting = new Map<Turns, number>();
  /** Counts arrivals: requests, messages, and switches to another task. */
  arrivals = 0;
  /** The task that worked last. */
  working: Turns | undefined;
}

/** The thread of this isolate. */
const here = new Thread();

/** Notes the arrival of a request or a message, so that running tasks take short turns. */
export function noteArrival(thread = here): void {
  thread.arrivals += 1;
}

/**
 * The turns of one long task. The task counts its work, and yields to others whenever the work adds up to a turn. The
 * more tasks there are in this isolate, the shorter their turns, since a request may have to wait for one turn of each.
 */
export class Turns {
  readonly #thread: Thread;
  #spent = 0;
  #length = SHARED_TURN;
  #arrivals: number;

  constructor(thread = here) {
    this.#thread = thread;
    this.#arrivals = thread.arrivals;
  }

  /**
   * Counts work, and yields to others when the turn is used up.
   *
   * @param digests the work, in digests of `crypto.subtle` or anything that takes as long
   */
  async spend(digests: number): Promise<void> {
    const thread = this.#thread;
    if (thread.working !== this) noteArrival(thread);
    thread.working = this;
    this.#spent += digests;
    if (this.#spent < this.#turn()) return;
    this.#spent = 0;
    thread.waiting.set(this, Date.now());
    try {
      await scheduler.wait(0);
    } finally {
      thread.waiting.delete(this);
    }
    const wasAlone = thread.waiting.size === 0 && this.#arrivals === thread.arrivals;
    this.#length = wasAlone ? Math.min(LONGEST_TURN, 2 * this.#length) : SHARED_TURN;
    this.#arrivals = thread.arrivals;
  }

  /** The length of the current turn, in digests. */
  #turn(): number {
    const { waiting } = this.#thread;
    const now = Date.now();
    for (const [turns, since] of waiting) if (now - since >= GONE) waiting.delete(turns);
    return waiting.size === 0 ? this.#length : Math.max(LEAST_TURN, SHARED_TURN / (waiting.size + 1));
  }
}
