/**
 * The work of one turn, in digests of `crypto.subtle`: some five milliseconds. To let others run takes a timer, which
 * costs more than a millisecond, and is worth that only after several of work.
 */
const DIGESTS_PER_TURN = 2_048;

/** However many wait for their turns, each does so much in its own: below that, the timers would take most of the time. */
const LEAST_DIGESTS = 256;

/** What waits for so long, in milliseconds, waits in an object that has ended: its timer will never come. */
const GONE = 1_000;

/** The tasks in this isolate that wait for their next turn, of whichever object, and since when. */
const waiting = new Map<Turns, number>();

/**
 * The turns of one long task. It counts the work that it does, of whatever kind, and lets others run whenever that adds
 * up to a turn. The more tasks there are in this isolate, the shorter the turns of each: a request that comes in between
 * waits for one turn of each of them.
 */
export class Turns {
  #spent = 0;

  /**
   * Counts work, and waits for the next turn when this one is over.
   *
   * @param digests the work in digests of `crypto.subtle`, or what takes as long
   */
  async spend(digests: number): Promise<void> {
    this.#spent += digests;
    if (this.#spent < lengthOfTurn()) return;
    this.#spent = 0;
    waiting.set(this, Date.now());
    try {
      await scheduler.wait(0);
    } finally {
      waiting.delete(this);
    }
  }
}

function lengthOfTurn(): number {
  const now = Date.now();
  for (const [turns, since] of waiting) if (now - since >= GONE) waiting.delete(turns);
  return Math.max(LEAST_DIGESTS, DIGESTS_PER_TURN / (waiting.size + 1));
}
