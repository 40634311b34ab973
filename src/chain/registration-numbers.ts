/**
 * Which blocks hold which registration numbers. Validation notes each block that it found without fault, in order, and
 * asks whether an earlier one has the number. Genesis, which registers nobody, is not noted.
 */
export interface RegistrationNumbers {
  /** The index of the first block whose number is known. */
  readonly from: number;

  /** The newest block before an index that holds the number: it, or its correction. */
  newest(regNo: string, before: number): number | undefined;

  /**
   * Notes that the block at an index holds the number.
   *
   * @param newest what {@link newest} said of it
   */
  note(regNo: string, index: number, newest: number | undefined): void;

  /**
   * Notes a number that no earlier block holds, given by its canonical bytes (RFC 8785) without the quotes.
   *
   * @returns whether it did; not so where an earlier block may hold the number
   */
  noteNew?(bytes: Uint8Array, start: number, end: number, index: number): boolean;
}

/** Numbers in memory: some hundred bytes a block. */
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

/** What is wrong with a block's claim to its registration number. */
interface ClaimFault {
  readonly expected: string;
  readonly actual: string;
  readonly detail: string;
}

/**
 * Whether a block may hold its registration number: no earlier block has it or, where the block is a correction, the
 * one that it corrects is the newest that has it.
 *
 * @param newest the newest block before it that holds the number
 */
export function claimFault(
  { index, corrects }: { readonly index: number; readonly corrects?: number | undefined },
  newest: number | undefined,
  { from }: RegistrationNumbers,
): ClaimFault | undefined {
  if (newest === corrects) return undefined;
  if (corrects === undefined) {
    const detail = `Block ${index} registers the Reg_no of block ${newest} again, and does not correct it.`;
    return { expected: "a Reg_no that no earlier block has", actual: `the Reg_no of block ${newest}`, detail };
  }
  // What nobody knows, nobody can accuse.
  if (newest === undefined && corrects < from) return undefined;
  const detail = `Block ${index} corrects block ${corrects}, which is not the newest block with its Reg_no.`;
  const expected = newest === undefined ? "no correction: no earlier block has its Reg_no" : `corrects: ${newest}`;
  return { expected, actual: `corrects: ${corrects}`, detail };
}
