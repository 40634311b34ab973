import type { Block } from "./block.ts";
import type { Fault } from "./fault.ts";
import type { RegistrationNumbers } from "./records/registration-numbers.ts";
import { ChainValidator } from "./validation.ts";

/**
 * Checks each block of a chain on its own and against its predecessors, even if those are faulty. This finds every
 * faulty block, whereas validation stops at the first one. Both report the same first fault.
 *
 * @param now the current time, in milliseconds since 1970
 * @param before the block that precedes `blocks`, if they do not start at genesis; it is trusted
 * @returns for each block its first fault, or `undefined`
 */
export function blockFaults(blocks: readonly unknown[], now: number, before?: Block): Promise<(Fault | undefined)[]> {
  const start = before?.index ?? 0;
  const { difficulty } = before ?? asBlock(blocks[0]);
  const numbersAt = knownNumbers(blocks, start, before);
  return Promise.all(
    blocks.map((block, place) => {
      const options = { now: () => now, numbers: numbersAt(place) };
      if (place === 0)
        return (before ? ChainValidator.after(before, options) : new ChainValidator(options)).next(block);
      const previous = asBlock(blocks[place - 1]);
      const proof = Number.isSafeInteger(previous.proof) ? previous.proof : 0;
      // Expect the index and difficulty that belong here, even if the predecessor claims others.
      const tip = { ...previous, index: start + place, proof, difficulty } as Block;
      return ChainValidator.after(tip, options).next(block);
    }),
  );
}

/**
 * The registration numbers and corrections as the block at each place sees them: those of all blocks before it.
 *
 * @returns them for the block at a place
 */
function knownNumbers(
  blocks: readonly unknown[],
  start: number,
  before?: Block,
): (place: number) => RegistrationNumbers {
  const newest: (number | undefined)[] = [];
  const holders = new Map<unknown, number>();
  const corrected = new Map<number, number>();
  /** For each corrected block, the first block that corrects it. */
  const corrections = new Map<number, number>();
  const add = (value: unknown, index: number) => {
    const { Reg_no, corrects } = asBlock(value);
    const holder = holders.get(Reg_no);
    if (index === 1) return holder;
    holders.set(Reg_no, index);
    if (Number.isSafeInteger(corrects)) {
      corrected.set(index, corrects as number);
      if (!corrections.has(corrects as number)) corrections.set(corrects as number, index);
    }
    return holder;
  };
  if (before) add(before, before.index);
  for (const [place, block] of blocks.entries()) newest.push(add(block, start + place + 1));
  return (place) => ({
    newest: () => newest[place],
    note: () => {},
    earlier: {
      correctedBy: (index) => corrected.get(index),
      correctionOf: (index) => {
        const correction = corrections.get(index);
        return correction !== undefined && correction <= start + place ? correction : undefined;
      },
    },
  });
}

/** Reads a value as a block that may lack any attribute. */
function asBlock(value: unknown): Partial<Block> {
  return typeof value === "object" && value !== null ? value : {};
}
