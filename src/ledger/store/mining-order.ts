/** The queue of one subject's records, in order of arrival. */
interface Line {
  readonly subject: string;
  readonly arrivals: number[];
}

/** The parts of a pending record that determine its place in the order. */
export interface Waiting {
  readonly arrival: number;
  readonly author: string;
}

/**
 * The order in which pending records are mined: each subject's records as they arrived, and the subjects in turn. So
 * nobody has to wait for everything that another subject sent earlier.
 *
 * The order is a cache in memory; only the database says which records are pending. A record that is no longer there is
 * skipped, and when the cache is empty, the database is read again.
 */
export class MiningOrder {
  readonly #read: () => readonly Waiting[];
  /** The queues, starting with that of the subject whose turn it is; absent until read from the database. */
  #lines: Line[] | undefined;
  /** The arrival of the record that was returned last. */
  #given: number | undefined;

  /** @param read returns all pending records in order of arrival */
  constructor(read: () => readonly Waiting[]) {
    this.#read = read;
  }

  /** Adds a record that was just stored. */
  add(waiting: Waiting): void {
    if (this.#lines) append(this.#lines, waiting);
  }

  /**
   * The record to mine next. It stays the same until it is no longer pending.
   *
   * @param find returns a pending record by its arrival
   */
  next<Found>(find: (arrival: number) => Found | undefined): Found | undefined {
    for (;;) {
      this.#lines ??= this.#linesRead();
      const [line, ...others] = this.#lines;
      if (!line) {
        this.#lines = undefined;
        return undefined;
      }
      const [arrival] = line.arrivals;
      const found = arrival === undefined ? undefined : find(arrival);
      if (found) {
        this.#given = arrival;
        return found;
      }
      line.arrivals.shift();
      const isServed = arrival === this.#given;
      const rest = line.arrivals.length > 0 ? [line] : [];
      this.#lines = isServed ? [...others, ...rest] : [...rest, ...others];
      // Reading the database again finds records that were written to it directly.
      if (this.#lines.length === 0) this.#lines = undefined;
    }
  }

  #linesRead(): Line[] {
    const lines: Line[] = [];
    for (const waiting of this.#read()) append(lines, waiting);
    return lines;
  }
}

function append(lines: Line[], { arrival, author: subject }: Waiting): void {
  const line = lines.find((other) => other.subject === subject);
  if (line) line.arrivals.push(arrival);
  else lines.push({ subject, arrivals: [arrival] });
}
