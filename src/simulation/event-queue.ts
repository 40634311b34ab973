/** Something that is due at a time. */
export interface Due<T> {
  readonly at: number;
  readonly event: T;
}

/** Events in the order of their times; of those at the same time, the one that was added first comes first. */
export class EventQueue<T> {
  #events: Due<T>[] = [];

  add(at: number, event: T): void {
    this.#events.splice(this.#events.findLastIndex((each) => each.at <= at) + 1, 0, { at, event });
  }

  /** Removes the next event and returns it, if one is due at `until` or before. */
  take(until: number): Due<T> | undefined {
    const [next] = this.#events;
    return next && next.at <= until ? this.#events.shift() : undefined;
  }

  /** Removes the events for which `keep` is false. */
  filter(keep: (event: T) => boolean): void {
    this.#events = this.#events.filter(({ event }) => keep(event));
  }

  get events(): readonly T[] {
    return this.#events.map(({ event }) => event);
  }
}
