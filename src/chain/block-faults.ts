import type { Block } from "./block.ts";
import type { Fault } from "./fault.ts";
import { ChainValidator } from "./validation.ts";

/**
 * Checks each block of a chain by itself and against the one before it, whatever that one is worth. So every faulty
 * block is found, where validation stops at the first; the first fault is the same.
 *
 * @param before the block before the first, taken as given, where the blocks are the end of a chain
 * @returns the first fault of each block, or nothing, block by block
 */
export function blockFaults(blocks: readonly unknown[], before?: Block): Promise<(Fault | undefined)[]> {
  const start = before?.index ?? 0;
  const { difficulty } = before ?? asBlock(blocks[0]);
  return Promise.all(
    blocks.map((block, place) => {
      if (place === 0) return (before ? ChainValidator.after(before) : new ChainValidator()).next(block);
      const previous = asBlock(blocks[place - 1]);
      const proof = Number.isSafeInteger(previous.proof) ? previous.proof : 0;
      // A block's place and its chain's puzzle do not depend on what its predecessor says of its own.
      const tip = { ...previous, index: start + place, proof, difficulty } as Block;
      return ChainValidator.after(tip).next(block);
    }),
  );
}

/** What was found in a block's place, as far as it has a block's attributes. */
function asBlock(value: unknown): Partial<Block> {
  return typeof value === "object" && value !== null ? value : {};
}
