import { refusal } from "../sharing/places.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { Slots } from "../sharing/slots.ts";
import type { Place } from "./streaming.ts";

/**
 * How many streams send at once, in total and for each subject. Hundreds would starve other requests and fill the
 * memory with pieces. A reader slower than the lease, in milliseconds, loses its slot and continues at its next turn.
 */
const SENDING = { total: 32, each: 8, lease: 5_000 } as const;

/** How many streams may be open, whether they send, wait, or are not being read. */
const OPEN = { common: 256, total: 512, few: 16 } as const;

/** A stream that has not been read for this long, in milliseconds, gives way to a new one of the same subject. */
const IDLE = 60_000;

/** A stream that has not ended. */
interface Reader {
  readonly subject: string;
  /** When it was last read from, in milliseconds since 1970. */
  readAt: number;
}

/** Limits the readers of block streams, in total and for each subject, and serves their subjects in turn. */
export class Readers {
  readonly #slots = new Slots(SENDING);
  readonly #open = new Set<Reader>();

  /** Admits one more stream of a subject, or returns why not. */
  enter(subject: string): Place | Refusal {
    const own = [...this.#open].filter((reader) => reader.subject === subject);
    const refused = refusal(OPEN, { all: this.#open.size, own: own.length });
    if (refused) {
      const idle = own.find(({ readAt }) => Date.now() - readAt >= IDLE);
      if (!idle) return refused;
      this.#leave(idle);
    }
    const reader = { subject, readAt: Date.now() };
    this.#open.add(reader);
    return { turn: () => this.#turn(reader), leave: () => this.#leave(reader) };
  }

  async #turn(reader: Reader): Promise<boolean> {
    if (!this.#open.has(reader)) return false;
    reader.readAt = Date.now();
    return this.#slots.take(reader.subject, reader);
  }

  #leave(reader: Reader): void {
    this.#open.delete(reader);
    this.#slots.release(reader);
  }
}
