import { ChainValidator, EMPTY_CHAIN, type Verdict } from "../chain/validation.ts";
import type { Blocks } from "./blocks.ts";

/** Blocks read and hashed between two yields to other requests: a few milliseconds of work. */
const BLOCKS_PER_PAUSE = 200;

/**
 * Re-reads and re-hashes every stored block, genesis included. Mining goes on meanwhile; the verdict is about the
 * chain as it was at the start.
 */
export async function validateStored(blocks: Blocks): Promise<Verdict> {
  const length = blocks.length();
  const validator = new ChainValidator();
  // Below 1 too: a row that was put in front of genesis is a stored block as well.
  let from = -Infinity;
  while (validator.length < length) {
    for (const block of blocks.range(from, length, BLOCKS_PER_PAUSE)) {
      const fault = await validator.next(block);
      if (fault) return { valid: false, length, fault };
    }
    from = validator.length + 1;
    await scheduler.wait(0);
  }
  return validator.tip
    ? { valid: true, length, head: validator.tip.hash }
    : { valid: false, length, fault: EMPTY_CHAIN };
}
