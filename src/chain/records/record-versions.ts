/** Which blocks correct which, among blocks that a validation does not cover. Nothing is assumed about the answers. */
export interface EarlierCorrections {
  /** The index of the block that the block at an index corrects; `undefined` if it corrects none, or that is unknown. */
  correctedBy(index: number): number | undefined;
  /** The index of the block that corrects the block at an index; `undefined` if none does, or that is unknown. */
  correctionOf(index: number): number | undefined;
}

/**
 * Which blocks of a plain ledger are versions of the same record. A record is identified by the block that registered
 * it. If that block is unknown, because the validation starts later, the oldest known version stands for it. That never
 * makes a valid chain invalid: two versions of one record cannot both be current, so corrections of two unknown blocks
 * are corrections of two records.
 *
 * It takes memory for corrections only: some hundred bytes each.
 */
export class RecordVersions {
  readonly #earlier: EarlierCorrections | undefined;
  /** Maps the index of a correction to the one that identifies its record. */
  readonly #records = new Map<number, number>();
  /** Maps the index that identifies a record to that of its current version, if a noted block corrects the record. */
  readonly #current = new Map<number, number>();

  /** The first and last of blocks that may be versions of any record, in ascending order. */
  readonly #unknown: { readonly from: number; readonly to: number }[] = [];

  /** @param earlier what is known of blocks that are never noted here */
  constructor(earlier?: EarlierCorrections) {
    this.#earlier = earlier;
  }

  /** The index that identifies the record of the block at an index. */
  recordOf(index: number): number {
    const path: number[] = [];
    let version = index;
    let record = this.#records.get(version);
    while (record === undefined) {
      const corrected = this.#earlier?.correctedBy(version);
      if (corrected === undefined || corrected >= version) break;
      path.push(version);
      version = corrected;
      record = this.#records.get(version);
    }
    record ??= version;
    for (const each of path) this.#records.set(each, record);
    return record;
  }

  /** The index of the current version of the record that the block at an index is a version of. */
  currentOf(index: number): number {
    const noted = this.#current.get(this.recordOf(index));
    if (noted !== undefined) return noted;
    for (let version = index; ;) {
      const correction = this.#earlier?.correctionOf(version);
      if (correction === undefined || correction <= version) return version;
      version = correction;
    }
  }

  /** Notes that blocks of a chain cannot be read, if there are any from an index to another. */
  forget(from: number, to: number): void {
    if (from <= to) this.#unknown.push({ from, to });
  }

  /** Whether it is unknown of which record the block at an index is a version. */
  isUnknown(index: number): boolean {
    return this.#unknown.some(({ from, to }) => index >= from && index <= to);
  }

  /** Notes that the block at an index corrects another, and so becomes the current version of its record. */
  correct(index: number, corrected: number): void {
    const record = this.recordOf(corrected);
    this.#records.set(index, record);
    this.#current.set(record, index);
  }

  /** Takes back the correction that was noted last. */
  takeBack(index: number, corrected: number): void {
    this.#records.delete(index);
    this.#current.set(this.recordOf(corrected), corrected);
  }
}
