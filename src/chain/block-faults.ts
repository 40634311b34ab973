import type { Block } from "./block.ts";
import type { Fault } from "./fault.ts";
import type { RegistrationNumbers } from "./registration-numbers.ts";
import { ChainValidator } from "./validation.ts";

/**
 * Checks each block of a chain by itself and against the ones before it, whatever those are worth. So every faulty
 * block is found, where validation stops at the first; the first fault is the same.
 *
 * @param now the current time, in milliseconds since 1970
 * @param before the block before the first, taken as given, where the blocks are the end of a chain
 * @returns the first fault of each block, or nothing, block by block
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
      // A block's place and its chain's puzzle do not depend on what its predecessor says of its own.
      const tip = { ...previous, index: start + place, proof, difficulty } as Block;
      return ChainValidator.after(tip, options).next(block);
    }),
  );
}

/** Of each block the newest one before it that holds its registration number. */
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

/** What is known to a single block. */
function known(newest: number | undefined, from: number): RegistrationNumbers {
  return { from, newest: () => newest, note: () => {} };
}

/** What was found in a block's place, as far as it has a block's attributes. */
function asBlock(value: unknown): Partial<Block> {
  return typeof value === "object" && value !== null ? value : {};
}
