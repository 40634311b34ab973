/**
 * An index from registration numbers to blocks. Validation adds each valid block in order, and looks up whether an
 * earlier block has the same number. Genesis is not added, since it registers nobody.
 */
export interface RegistrationNumbers {
  /** The index of the first block whose registration number is known. */
  readonly from: number;

  /** The index of the newest block before `before` with this number: the registration or its latest correction. */
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
  readonly from: number;
  readonly #newest = new Map<string, number>();

  constructor(from: number) {
    this.from = from;
  }

  newest(regNo: string): number | undefined {
    return this.#newest.get(regNo);
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
 * Checks that a block may have its registration number: either no earlier block has it, or the block corrects the
 * newest block that has it.
 *
 * @param newest the index of the newest earlier block with the number
 * @returns what is wrong, or `undefined`
 */
export function claimFault(
  { index, corrects }: { readonly index: number; readonly corrects?: number | undefined },
  newest: number | undefined,
  { from }: RegistrationNumbers,
): ClaimFault | undefined {
  if (newest === corrects) return undefined;
  if (corrects === undefined) {
    const detail = `Block ${index} repeats the registration number of block ${newest} without correcting that block.`;
    return {
      expected: "a registration number that no earlier block has",
      actual: `the registration number of block ${newest}`,
      detail,
    };
  }
  // The corrected block is outside the known range, so the correction cannot be judged.
  if (newest === undefined && corrects < from) return undefined;
  const detail = `Block ${index} corrects block ${corrects}, which is not the newest block with its registration number.`;
  const expected =
    newest === undefined ? "no correction: no earlier block has its registration number" : `corrects: ${newest}`;
  return { expected, actual: `corrects: ${corrects}`, detail };
}
