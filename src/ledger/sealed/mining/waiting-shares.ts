import { WAITING_PLACES } from "./waiting-entries.ts";

/** How many waiting entries each subject has, up to as many as matter. They are not stored: a restart forgets them. */
export class WaitingShares {
  readonly #numbers = new Map<string, number[]>();

  /** Notes that an entry of a subject was accepted. */
  note(subject: string, number: number): void {
    const numbers = this.#numbers.get(subject) ?? [];
    numbers.push(number);
    this.#numbers.set(subject, numbers.slice(-WAITING_PLACES.few));
  }

  /** How many entries of a subject wait. @param mined the number of the last entry that was mined */
  of(subject: string, mined: number): number {
    const waiting = (this.#numbers.get(subject) ?? []).filter((number) => number > mined);
    if (waiting.length === 0) this.#numbers.delete(subject);
    return waiting.length;
  }
}
