import { Malformed } from "../../chain/text/malformed.ts";
import type { Marks } from "./marks.ts";
import type { Mark, NextMark } from "./results.ts";
import type { VaultStore } from "./vault-store.ts";

/** The mark of the ledger's log of reads: the newest checkpoint of that log which the vault has taken. */
export class ReadsMarks {
  readonly #store: VaultStore;
  readonly #marks: Marks;

  /** @param marks decides under the log's name */
  constructor(store: VaultStore, marks: Marks) {
    this.#store = store;
    this.#marks = marks;
  }

  /** The mark, if there is one; `damaged` if it is no checkpoint of the log. */
  current(): Mark | undefined | "damaged" {
    const note = this.#store.readsMark();
    try {
      return note === undefined ? undefined : this.#marks.stored(note);
    } catch (error) {
      if (error instanceof Malformed) return "damaged";
      throw error;
    }
  }

  /**
   * Takes a checkpoint if it continues the mark, and otherwise leaves the mark as it is.
   *
   * @returns the mark now
   */
  async take(next: NextMark): Promise<Mark | undefined> {
    for (;;) {
      const mark = this.current();
      if (mark === "damaged") return undefined;
      if (!(await this.#marks.accepts(next, mark))) return mark;
      // Another call may have brought a newer one meanwhile.
      if (this.#store.readsMark() !== mark?.note) continue;
      this.#store.putReadsMark(next.note);
      return this.#marks.stored(next.note);
    }
  }
}
