/** How many tasks go on at once. */
export interface SlotLimits {
  /** Of all subjects together. */
  readonly total: number;
  /** Of one subject: its share. */
  readonly each: number;
  /**
   * How long a slot stays taken by a task that does not come back, in milliseconds; for good when not given. A task that
   * waits for somebody slow, or gone without a word, must not hold up the others.
   */
  readonly lease?: number;
}

/** A task that waits for a slot; it is told whether it got one. */
interface Waiter {
  readonly task: object;
  readonly granted: PromiseWithResolvers<boolean>;
}

/** A subject whose turn it is: its first waiter, and the others. */
interface Turn {
  readonly subject: string;
  readonly waiter: Waiter;
  readonly rest: Waiter[];
}

/** Lets a bounded number of tasks go on at once. The others wait, and their subjects are served in turn. */
export class Slots {
  readonly #limits: SlotLimits;
  readonly #taken = new Map<object, { readonly subject: string; readonly since: number }>();
  /** The subjects whose tasks wait, the one to be served next first. */
  readonly #waiting = new Map<string, Waiter[]>();

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a slot, or keeps the one that the task has. It is taken away where a subject waits that has fewer.
   *
   * @param subject on whose behalf; a task of several subjects may wait for each of them, and begins with the first
   * @param task what stands for the task until it is released
   * @returns whether it has a slot; not so when it was released meanwhile, or got the slot on behalf of another subject
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
    // What has begun goes on before what has not.
    if (hadOne) waiters.unshift({ task, granted });
    else waiters.push({ task, granted });
    this.#grant();
    return this.#answered(granted.promise);
  }

  /** Ends a task, whether it has a slot or waits for one. */
  release(task: object): void {
    this.#taken.delete(task);
    this.#forget(task);
    this.#grant();
  }

  /** How many tasks wait: those of one subject, or all. */
  waiting(subject?: string): number {
    if (subject !== undefined) return this.#waiting.get(subject)?.length ?? 0;
    return [...this.#waiting.values()].flat().length;
  }

  /** How many slots a subject has. */
  #heldBy(subject: string): number {
    return [...this.#taken.values()].filter((taken) => taken.subject === subject).length;
  }

  /** Whether another subject waits that has fewer slots than this one. */
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
      // Somebody's lease may have ended, which nobody tells.
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
      // Behind the others, until it is served again.
      this.#waiting.delete(subject);
      if (rest.length > 0) this.#waiting.set(subject, rest);
      this.#forget(waiter.task);
    }
  }

  /** Whom to serve: of the subjects that have used the least of their share, the one that was not served for longest. */
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

  /** Has a task wait no more. */
  #forget(task: object): void {
    for (const [subject, waiters] of this.#waiting) {
      const rest = waiters.filter((waiter) => waiter.task !== task);
      for (const waiter of waiters) if (waiter.task === task) waiter.granted.resolve(false);
      if (rest.length > 0) this.#waiting.set(subject, rest);
      else this.#waiting.delete(subject);
    }
  }
}
