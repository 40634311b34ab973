/*
 * To let others run takes a timer, and a timer takes more than a millisecond. So a turn is long while a task is alone in
 * its isolate, and short as soon as somebody else has asked for something: then the time of the timer is theirs.
 *
 * The work of a turn is counted in digests of `crypto.subtle`; a thousand take some 2.5 milliseconds.
 */

/** The turn of a task that was not alone lately. */
const SHARED_TURN = 1_024;

/** However many wait for their turns, each does so much in its own: below that, the timers would take most of the time. */
const LEAST_TURN = 256;

/** A task that stays alone gets turns that double up to here: whoever comes first after that waits for one of them. */
const LONGEST_TURN = 16_384;

/** What waits for so long, in milliseconds, waits in an object that has ended: its timer will never come. */
const GONE = 1_000;

/** What the tasks of one isolate know of each other: all objects of an isolate share its one thread. */
export class Thread {
  /** The tasks that wait for their next turn, of whichever object, and since when. */
  readonly waiting = new Map<Turns, number>();
  /** How often something else came up: a request, a message, or the work of another task. */
  arrivals = 0;
  /** The task that worked last. */
  working: Turns | undefined;
}

/** The thread of this isolate. */
const here = new Thread();

/** Notes that a request or a message has come, so that tasks get short turns. */
export function noteArrival(thread = here): void {
  thread.arrivals += 1;
}

/**
 * The turns of one long task. It counts the work that it does, of whatever kind, and lets others run whenever that adds
 * up to a turn. The more tasks there are in this isolate, the shorter the turns of each: a request that comes in between
 * waits for one turn of each of them.
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
   * Counts work, and waits for the next turn when this one is over.
   *
   * @param digests the work in digests of `crypto.subtle`, or what takes as long
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

  /** How much this turn has. */
  #turn(): number {
    const { waiting } = this.#thread;
    const now = Date.now();
    for (const [turns, since] of waiting) if (now - since >= GONE) waiting.delete(turns);
    return waiting.size === 0 ? this.#length : Math.max(LEAST_TURN, SHARED_TURN / (waiting.size + 1));
  }
}
