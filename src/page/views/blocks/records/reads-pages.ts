import { batch, signal } from "@preact/signals";
import { parseCheckpoint } from "../../../../evidence/notes/checkpoint.ts";
import { parseNote } from "../../../../evidence/notes/note.ts";
import { type LedgerClient, Refusal } from "../../../../client/client.ts";
import { type ReadEntry, readReads } from "../../../../client/routes/reads.ts";

/** How many entries are requested at a time. */
const PAGE_LENGTH = 50;

/** The part of a log of reads that is loaded: entries about one record from the oldest on, or the newest of all. */
export class ReadsPages {
  /** Undefined until the first page has arrived. */
  readonly entries = signal<readonly ReadEntry[] | undefined>(undefined);
  readonly hasEarlier = signal(false);
  readonly hasLater = signal(false);
  readonly isBusy = signal(false);
  readonly error = signal<Error | undefined>(undefined);
  readonly #client: LedgerClient;
  readonly #record: number | undefined;
  readonly #end: AbortSignal;
  /** The numbers of the first entry that is loaded, and of the entry that the next page starts from. */
  #first = 1;
  #next = 1;

  /**
   * @param record the number of one of a record's versions; without it, the whole log
   * @param end is aborted when the log is not shown any more
   */
  constructor(client: LedgerClient, record: number | undefined, end: AbortSignal) {
    this.#client = client;
    this.#record = record;
    this.#end = end;
  }

  /** Loads the first page: of a record the oldest entries, of the whole log the newest. */
  start(): Promise<void> {
    return this.#load(async () => {
      if (this.#record === undefined) {
        this.#first = this.#next = Math.max(1, (await this.#size()) - PAGE_LENGTH + 1);
      }
      await this.#addLater();
    });
  }

  later(): Promise<void> {
    return this.#load(() => this.#addLater());
  }

  earlier(): Promise<void> {
    return this.#load(async () => {
      const from = Math.max(1, this.#first - PAGE_LENGTH);
      const { entries } = await this.#page(from, this.#first - from);
      batch(() => {
        this.#first = from;
        this.entries.value = [...entries, ...(this.entries.peek() ?? [])];
        this.hasEarlier.value = from > 1;
      });
    });
  }

  async #addLater(): Promise<void> {
    const { entries, next } = await this.#page(this.#next, PAGE_LENGTH);
    batch(() => {
      this.entries.value = [...(this.entries.peek() ?? []), ...entries];
      this.hasEarlier.value = this.#first > 1;
      this.hasLater.value = next !== undefined;
      this.#next = next ?? this.#next;
    });
  }

  #page(from: number, limit: number) {
    return readReads(this.#client, { from, limit, record: this.#record }, this.#end);
  }

  /** How many entries the log had when its newest checkpoint was signed. */
  async #size(): Promise<number> {
    try {
      const note = await this.#client.text("/reads/checkpoint", { signal: this.#end });
      return parseCheckpoint(parseNote(note).text).size;
    } catch (error) {
      if (error instanceof Refusal && error.problem === "evidence-not-found") return 0;
      throw error;
    }
  }

  async #load(step: () => Promise<void>): Promise<void> {
    if (this.isBusy.peek()) return;
    this.isBusy.value = true;
    this.error.value = undefined;
    try {
      await step();
    } catch (fault) {
      if (!this.#end.aborted) this.error.value = fault as Error;
    }
    this.isBusy.value = false;
  }
}
