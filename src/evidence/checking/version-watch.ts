import type { SealedBlock } from "../../chain/sealed/header.ts";

/** What later entries did to an entry, by their numbers. */
export interface Fate {
  /** The entry that replaced the version with another one. */
  readonly correctedBy?: number;
  /** The entry that erased the record in whatever version, or the subject of a key. */
  readonly erasedBy?: number;
}

/** Follows what becomes of a few entries while a chain is validated. */
export class VersionWatch {
  readonly #fates = new Map<number, Fate>();
  /** The entries that are followed, by the number of the current version of their record. */
  readonly #current = new Map<number, number[]>();

  /** @param numbers of the entries to follow */
  constructor(numbers: Iterable<number>) {
    for (const number of numbers) {
      this.#fates.set(number, {});
      this.#current.set(number, [number]);
    }
  }

  /** Takes in a block that was found valid. */
  note({ first_entry, entries }: SealedBlock): void {
    if (this.#fates.size === 0) return;
    for (const [place, entry] of entries.entries()) {
      const by = first_entry + place;
      if (entry.kind === "correction") this.#corrected(entry.corrects, by);
      else if (entry.kind === "erasure") {
        for (const number of this.#current.get(entry.erases) ?? []) this.#add(number, { erasedBy: by });
      }
    }
  }

  /** What became of an entry that is followed, in the blocks so far. */
  of(number: number): Fate {
    return this.#fates.get(number) ?? {};
  }

  #corrected(version: number, by: number): void {
    const followed = this.#current.get(version);
    if (!followed) return;
    for (const number of followed) this.#add(number, { correctedBy: this.of(number).correctedBy ?? by });
    this.#current.delete(version);
    this.#current.set(by, [...followed, ...(this.#current.get(by) ?? [])]);
  }

  #add(number: number, fate: Fate): void {
    this.#fates.set(number, { ...this.of(number), ...fate });
  }
}
