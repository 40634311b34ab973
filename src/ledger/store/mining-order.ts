/** The line of one subject's records, by the order of their arrival. */
interface Line {
  readonly subject: string;
  readonly arrivals: number[];
}

/** What a record's place in the order depends on. */
export interface Waiting {
  readonly arrival: number;
  readonly author: string;
}

/**
 * The order in which waiting records are mined: those of one subject as they arrived, and their subjects in turn, so
 * that nobody waits for all that another one sent before.
 *
 * It is kept in memory beside the database, which alone says what waits: a record that is not there any more is passed
 * over, and when none is left, the database is read again.
 */
export class MiningOrder {
  readonly #read: () => readonly Waiting[];
  /** The subject whose turn it is comes first. Absent until it is read. */
  #lines: Line[] | undefined;
  /** The arrival of the record that was given last. */
  #given: number | undefined;

  /** @param read gives all records that wait, in the order of their arrival */
  constructor(read: () => readonly Waiting[]) {
    this.#read = read;
  }

  /** Adds one that was just stored. */
  add(waiting: Waiting): void {
    if (this.#lines) append(this.#lines, waiting);
  }

  /**
   * The record that is to be mined next; the same again until it waits no more.
   *
   * @param find gives a record that waits, by its arrival
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
      // What somebody wrote into the database meanwhile is found there.
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
