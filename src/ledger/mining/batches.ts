import type { Refusal } from "../sharing/shared-runs.ts";
import { Slots } from "../sharing/slots.ts";
import { Turns } from "../sharing/turns.ts";

/** The work for an item of a batch, in digests. */
const DIGESTS_PER_ITEM = 20;

/** How many batches run at once, in total and for each subject. Few may wait, since waiting batches take up memory. */
const BATCHES = { total: 4, each: 1, waiting: { total: 8, each: 2 } } as const;

/** Processes long batches in pieces, so that other work can run in between; one batch at a time for each subject. */
export class Batches {
  readonly #slots = new Slots(BATCHES);
  readonly #atOnce: number;
  readonly #few: number;

  /**
   * @param atOnce how many items of a batch are processed in one turn
   * @param few so few items are not worth waiting for a turn
   */
  constructor(atOnce: number, few = atOnce) {
    this.#atOnce = atOnce;
    this.#few = few;
  }

  /**
   * Processes each item of a batch, in order.
   *
   * @param work processes some of the items
   */
  async answer<Item, Answer>(
    items: readonly Item[],
    subject: string,
    work: (items: readonly Item[]) => Answer[] | Promise<Answer[]>,
  ): Promise<Answer[] | Refusal> {
    if (items.length <= this.#few) return work(items);
    if (this.#slots.waiting(subject) >= BATCHES.waiting.each) return "share-used";
    if (this.#slots.waiting() >= BATCHES.waiting.total) return "busy";
    const batch = {};
    await this.#slots.take(subject, batch);
    try {
      const turns = new Turns();
      const answers: Answer[] = [];
      for (let from = 0; from < items.length; from += this.#atOnce) {
        const some = items.slice(from, from + this.#atOnce);
        answers.push(...(await work(some)));
        await turns.spend(some.length * DIGESTS_PER_ITEM);
      }
      return answers;
    } finally {
      this.#slots.release(batch);
    }
  }
}
