/** A subject's rate limit: a burst, and the rate at which it refills. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

interface Left {
  readonly amount: number;
  /** The time at which this amount was left, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * What each subject has left of an allowance (a token bucket). It is only in memory: an object forgets it when it
 * sleeps, but an object that gets to sleep was not receiving much.
 */
export class Allowances {
  readonly #allowance: Allowance;
  readonly #left = new Map<string, Left>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** How many whole units of its allowance a subject has left. */
  left(subject: string): number {
    return Math.floor(this.#amount(subject, Date.now()));
  }

  /** Takes one unit of a subject's allowance, and returns whether there was one left. */
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

  /** Forgets the subjects whose allowance is full again. */
  #forgetUnused(now: number): void {
    for (const subject of this.#left.keys()) {
      if (this.#amount(subject, now) >= this.#allowance.burst) this.#left.delete(subject);
    }
  }
}

/** From this many subjects on, those whose allowance is full are forgotten. */
const SUBJECT_LIMIT = 1000;
