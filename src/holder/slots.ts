/**
 * How long a slot stays taken by who does not come back, in milliseconds: a reader that is slow, or gone without a word,
 * must not hold up the others.
 */
const LEASE = 5_000;

/** Lets so many go on at once; the others wait. */
export class Slots {
  readonly #limit: number;
  readonly #taken = new Map<object, number>();
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for a slot, or keeps the one that the holder has. */
  async take(holder: object): Promise<void> {
    while (!this.#taken.has(holder) && this.#isFull()) {
      const { promise: freed, resolve: wake } = Promise.withResolvers<void>();
      this.#waiting.add(wake);
      await Promise.race([freed, scheduler.wait(LEASE)]);
      this.#waiting.delete(wake);
    }
    this.#taken.set(holder, Date.now());
  }

  release(holder: object): void {
    this.#taken.delete(holder);
    const [first] = this.#waiting;
    if (!first) return;
    this.#waiting.delete(first);
    first();
  }

  #isFull(): boolean {
    const now = Date.now();
    for (const [holder, since] of this.#taken) if (now - since >= LEASE) this.#taken.delete(holder);
    return this.#taken.size >= this.#limit;
  }
}
