/** How many tasks may run at once. */
export interface SlotLimits {
  /** For all subjects together. */
  readonly total: number;
  /** For one subject: its share. */
  readonly each: number;
  /**
   * How long a task may hold a slot without calling `take` again, in milliseconds; unlimited if absent. A task that
   * waits for a slow or vanished client must not hold up the others.
   */
  readonly lease?: number;
}

/** A task that waits for a slot, and the promise of whether it gets one. */
interface Waiter {
  readonly task: object;
  readonly granted: PromiseWithResolvers<boolean>;
}

/** A subject whose turn it is, with its first waiter and the rest. */
interface Turn {
  readonly subject: string;
  readonly waiter: Waiter;
  readonly rest: Waiter[];
}

/** Lets a bounded number of tasks run at once. The others wait, and their subjects are served in turn. */
export class Slots {
  readonly #limits: SlotLimits;
  readonly #taken = new Map<object, { readonly subject: string; readonly since: number }>();
  /** The subjects with waiting tasks, the next one to be served first. */
  readonly #waiting = new Map<string, Waiter[]>();

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a slot, or keeps the one that the task holds. It loses that slot if a subject with fewer slots is
   * waiting.
   *
   * @param subject the subject to wait for; a task of several subjects may wait for each, and starts with the first
   *   slot
   * @param task identifies the task until it is released
   * @returns whether it got a slot; `false` if it was released meanwhile, or got its slot for another subject
   */
  async take(subject: string, task: object): Promise<boolean> {
    const hadOne = this.#taken.has(task);
    if (hadOne && !this.#isOwed(subject)) {
      this.#taken.set(task, { subject, since: Date.now() });
      return true;
    }
    this.#taken.delete(task);
    const granted = Promise.withResolvers<boolean>();
    const waiters = this.#waiting.get(subject) ?? [];
    this.#waiting.set(subject, waiters);
    // A task that has started goes before those that have not.
    if (hadOne) waiters.unshift({ task, granted });
    else waiters.push({ task, granted });
    this.#grant();
    return this.#answered(granted.promise);
  }

  /** Ends a task, whether it holds a slot or waits for one. */
  release(task: object): void {
    this.#taken.delete(task);
    this.#forget(task);
    this.#grant();
  }

  /** How many tasks are waiting, for one subject or in total. */
  waiting(subject?: string): number {
    if (subject !== undefined) return this.#waiting.get(subject)?.length ?? 0;
    return [...this.#waiting.values()].flat().length;
  }

  /** How many slots a subject holds. */
  #heldBy(subject: string): number {
    return [...this.#taken.values()].filter((taken) => taken.subject === subject).length;
  }

  /** Whether a subject that holds fewer slots than this one is waiting. */
  #isOwed(subject: string): boolean {
    const own = this.#heldBy(subject);
    return [...this.#waiting.keys()].some((other) => this.#heldBy(other) < own);
  }

  async #answered(granted: Promise<boolean>): Promise<boolean> {
    const { lease } = this.#limits;
    if (lease === undefined) return granted;
    for (;;) {
      const answer = await Promise.race([granted, scheduler.wait(lease)]);
      if (typeof answer === "boolean") return answer;
      // A lease may have expired. There is no event for that.
      this.#grant();
    }
  }

  #grant(): void {
    const { total, lease = Infinity } = this.#limits;
    const now = Date.now();
    for (const [task, { since }] of this.#taken) if (now - since >= lease) this.#taken.delete(task);
    while (this.#taken.size < total) {
      const next = this.#next();
      if (!next) return;
      const { subject, waiter, rest } = next;
      this.#taken.set(waiter.task, { subject, since: now });
      waiter.granted.resolve(true);
      // The subject goes to the end of the queue.
      this.#waiting.delete(subject);
      if (rest.length > 0) this.#waiting.set(subject, rest);
      this.#forget(waiter.task);
    }
  }

  /** The next to serve: of the subjects that hold the fewest slots, the one that has waited longest for its turn. */
  #next(): Turn | undefined {
    let least = this.#limits.each;
    let next: Turn | undefined;
    for (const [subject, [waiter, ...rest]] of this.#waiting) {
      const held = this.#heldBy(subject);
      if (!waiter || held >= least) continue;
      least = held;
      next = { subject, waiter, rest };
    }
    return next;
  }

  /** Removes a task from all queues. */
  #forget(task: object): void {
    for (const [subject, waiters] of this.#waiting) {
      const rest = waiters.filter((waiter) => waiter.task !== task);
      for (const waiter of waiters) if (waiter.task === task) waiter.granted.resolve(false);
      if (rest.length > 0) this.#waiting.set(subject, rest);
      else this.#waiting.delete(subject);
    }
  }
}
