import type { Refusal } from "../sharing/shared-runs.ts";
import { Slots } from "../sharing/slots.ts";
import { Turns } from "../sharing/turns.ts";

/** Items of a batch that are worked on at once, and the work of each, in digests. */
const ITEMS_AT_ONCE = 100;
const DIGESTS_PER_ITEM = 20;

/** How many batches are worked on at once, of all subjects and of one; few may wait, since they fill the memory. */
const BATCHES = { total: 4, each: 1, waiting: { total: 8, each: 2 } } as const;

/** Works on long batches piece by piece, with others' turns in between; of one subject one at a time. */
export class Batches {
  readonly #slots = new Slots(BATCHES);

  /**
   * Answers each item of a batch, in order.
   *
   * @param work answers some items, all in one turn
   */
  async answer<Item, Answer>(
    items: readonly Item[],
    subject: string,
    work: (items: readonly Item[]) => Answer[],
  ): Promise<Answer[] | Refusal> {
    if (items.length <= ITEMS_AT_ONCE) return work(items);
    if (this.#slots.waiting(subject) >= BATCHES.waiting.each) return "share-used";
    if (this.#slots.waiting() >= BATCHES.waiting.total) return "busy";
    const batch = {};
    await this.#slots.take(subject, batch);
    try {
      const turns = new Turns();
      const answers: Answer[] = [];
      for (let from = 0; from < items.length; from += ITEMS_AT_ONCE) {
        const some = items.slice(from, from + ITEMS_AT_ONCE);
        answers.push(...work(some));
        await turns.spend(some.length * DIGESTS_PER_ITEM);
      }
      return answers;
    } finally {
      this.#slots.release(batch);
    }
  }
}
