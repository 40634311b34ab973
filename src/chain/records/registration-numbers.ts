import type { EarlierCorrections, RecordVersions } from "./record-versions.ts";

/**
 * An index from registration numbers to blocks. Validation adds each valid block in order, and looks up whether an
 * earlier block has the same number. Genesis is not added, since it registers nobody.
 */
export interface RegistrationNumbers {
  /** What is known of the corrections among blocks whose numbers it knows without their having been added. */
  readonly earlier?: EarlierCorrections;

  /** The index of the newest block before `before` with this number: a registration or a correction. */
  newest(regNo: string, before: number): number | undefined;

  /**
   * Adds the block at an index under its number.
   *
   * @param newest the result of {@link newest} for this block
   */
  note(regNo: string, index: number, newest: number | undefined): void;

  /**
   * Adds a number that no earlier block has, given as its canonical bytes (RFC 8785) without the quotes.
   *
   * @returns `false`, with nothing added, if an earlier block may have the number
   */
  noteNew?(bytes: Uint8Array, start: number, end: number, index: number): boolean;
}

/** Holds the numbers in memory, in roughly a hundred bytes per block. */
export class NumbersInMemory implements RegistrationNumbers {
  readonly #newest = new Map<string, number>();

  newest(regNo: string, before: number): number | undefined {
    const newest = this.#newest.get(regNo);
    return newest !== undefined && newest < before ? newest : undefined;
  }

  note(regNo: string, index: number): void {
    this.#newest.set(regNo, index);
  }
}

/** Why a block may not have its registration number. */
interface ClaimFault {
  readonly expected: string;
  readonly actual: string;
  readonly detail: string;
}

/**
 * Checks that a block may have its registration number, and correct what it corrects. A registration needs a number that
 * no block has had, whether or not it still is that of a current version. A correction replaces the current version of a
 * record, and needs a number that no other record has had.
 *
 * @param newest the index of the newest earlier block with the number; `undefined` also if it is unknown
 * @returns what is wrong, or `undefined`
 */
export function claimFault(
  { index, corrects }: { readonly index: number; readonly corrects?: number | undefined },
  newest: number | undefined,
  versions: RecordVersions,
): ClaimFault | undefined {
  if (corrects === undefined) {
    if (newest === undefined) return undefined;
    const detail = `Block ${index} repeats the registration number of block ${newest} without correcting that block.`;
    return {
      expected: "a registration number that no earlier block has",
      actual: `the registration number of block ${newest}`,
      detail,
    };
  }
  const actual = `corrects: ${corrects}`;
  const current = versions.currentOf(corrects);
  if (current !== corrects) {
    const detail = `Block ${index} corrects block ${corrects}, which is not the current version of its record.`;
    return { expected: `corrects: ${current}`, actual, detail };
  }
  if (newest === undefined) return undefined;
  const [record, other] = [versions.recordOf(corrects), versions.recordOf(newest)];
  if (record === other || versions.isUnknown(record) || versions.isUnknown(other)) return undefined;
  const detail = `Block ${index} corrects block ${corrects}, but has the registration number of block ${newest}, which is of another record.`;
  return { expected: `corrects: ${versions.currentOf(newest)}`, actual, detail };
}
