import type { ClassStore, WrongAttempts } from "./class-store.ts";

/** How many wrong codes are looked at in a minute, from one address and from all. */
const MOST = { perAddress: 10, inAll: 300 } as const;

const MINUTE = 60_000;

/**
 * Limits wrong codes. A minute begins with the first of them; once there were too many, no code is looked at until it is
 * over, not even a right one.
 *
 * What protects the codes is the limit on all: in 8 hours it admits 144,000 of 2^40 codes. So that count is stored, and
 * nobody gets rid of it by making the object restart. The limit on an address keeps one device from using up that of all.
 * Addresses are personal, so their counts are in memory alone, and for the minute only: calls keep coming while a class is
 * busy, and the platform drops the memory of an object that is not. A restart forgets them too, which lets through no more
 * than the limit on all.
 */
export class Attempts {
  readonly #store: ClassStore;
  readonly #byAddress = new Map<string, number>();
  /** When the minute began that these counts are of, in milliseconds since 1970. */
  #since = 0;

  constructor(store: ClassStore) {
    this.#store = store;
  }

  /** For how many seconds no code from this address is looked at; 0 if one is. @param address empty if it is unknown */
  wait(address: string, now: number): number {
    const { since, count } = this.#current(now);
    const isOver = count >= MOST.inAll || (this.#byAddress.get(address) ?? 0) >= MOST.perAddress;
    return isOver ? Math.max(1, Math.ceil((since + MINUTE - now) / 1000)) : 0;
  }

  /** Counts a wrong code. Without an address, only the limit on all applies. */
  count(address: string, now: number): void {
    const { since, count } = this.#current(now);
    this.#since = since;
    this.#store.attempts = { since, count: count + 1 };
    if (address !== "") this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  /** Call this with every call of the object: it forgets addresses whose minute is over. */
  forget(now: number): void {
    if (this.#byAddress.size > 0 && !isWithin(this.#since, now)) this.#byAddress.clear();
  }

  /** The count of the minute that has not passed, or of one that begins now. */
  #current(now: number): WrongAttempts {
    const { attempts } = this.#store;
    if (attempts && isWithin(attempts.since, now)) return attempts;
    this.#byAddress.clear();
    return { since: now, count: 0 };
  }
}

/** Whether a minute that began then is not over. Clocks may be set back. */
function isWithin(since: number, now: number): boolean {
  return since <= now && now - since < MINUTE;
}
