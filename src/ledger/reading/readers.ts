import { refusal } from "../sharing/places.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { Slots } from "../sharing/slots.ts";
import type { Place } from "./streaming.ts";

/**
 * How many streams send at once, of all subjects and of one: hundreds would leave nobody a turn, and fill the memory with
 * pieces. A reader that is slower than the lease, in milliseconds, goes on when it is its turn again.
 */
const SENDING = { total: 32, each: 8, lease: 5_000 } as const;

/** How many streams may be open: those that send, those that wait, and those that nobody reads from. */
const OPEN = { common: 256, total: 512, few: 16 } as const;

/** A stream that nobody has read from for so long, in milliseconds, gives way to a new one of the same subject. */
const IDLE = 60_000;

/** A stream that has not ended. */
interface Reader {
  readonly subject: string;
  /** When it was read from last, in milliseconds since 1970. */
  readAt: number;
}

/** Those who read streams of blocks: so many, of each subject its share, and their subjects are served in turn. */
export class Readers {
  readonly #slots = new Slots(SENDING);
  readonly #open = new Set<Reader>();

  /** Lets a subject read one more stream, or says why not. */
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
