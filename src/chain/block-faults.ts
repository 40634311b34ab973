import type { Block } from "./block.ts";
import type { Fault } from "./fault.ts";
import type { RegistrationNumbers } from "./registration-numbers.ts";
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
  const newest = newestHolders(blocks, start, before);
  return Promise.all(
    blocks.map((block, place) => {
      const numbers = known(newest[place], before?.index ?? 1);
      const options = { now: () => now, numbers };
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

/** For each block, the index of the newest earlier block with the same registration number. */
function newestHolders(blocks: readonly unknown[], start: number, before?: Block): (number | undefined)[] {
  const newest = new Map<unknown, number>();
  const holderOf = (value: unknown, index: number) => {
    const { Reg_no } = asBlock(value);
    const holder = newest.get(Reg_no);
    if (index > 1) newest.set(Reg_no, index);
    return holder;
  };
  if (before) holderOf(before, before.index);
  return blocks.map((block, place) => holderOf(block, start + place + 1));
}

/** The registration numbers as seen by a single block. */
function known(newest: number | undefined, from: number): RegistrationNumbers {
  return { from, newest: () => newest, note: () => {} };
}

/** Reads a value as a block that may lack any attribute. */
function asBlock(value: unknown): Partial<Block> {
  return typeof value === "object" && value !== null ? value : {};
}
