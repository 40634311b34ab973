/** How much of something a subject may do: so much at once, and then at a rate. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

interface Left {
  readonly amount: number;
  /** When it was so much, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * What each subject has left of an allowance (a token bucket). It is kept in memory alone: an object that sleeps in
 * between has forgotten it, and then nobody sent it much.
 */
export class Allowances {
  readonly #allowance: Allowance;
  readonly #left = new Map<string, Left>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** Takes one of what a subject has left, and says whether there was one. */
  take(subject: string): boolean {
    const now = Date.now();
    const amount = this.#amount(subject, now);
    if (amount < 1) return false;
    if (this.#left.size >= SUBJECT_LIMIT) this.#forgetUnused(now);
    this.#left.set(subject, { amount: amount - 1, at: now });
    return true;
  }

  #amount(subject: string, now: number): number {
    const { burst, perSecond } = this.#allowance;
    const left = this.#left.get(subject);
    return left ? Math.min(burst, left.amount + (Math.max(0, now - left.at) / 1000) * perSecond) : burst;
  }

  /** Forgets those who have their whole allowance again. */
  #forgetUnused(now: number): void {
    for (const subject of this.#left.keys()) {
      if (this.#amount(subject, now) >= this.#allowance.burst) this.#left.delete(subject);
    }
  }
}

/** With more subjects than these, those who have all of their allowance are forgotten. */
const SUBJECT_LIMIT = 1000;
