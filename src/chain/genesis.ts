import { type Block, GENESIS, sealBlock, withProof } from "./block.ts";

/**
 * The first block of a `squares` chain (the paper's chart 1, "create genesis block with default data"). Its proof is
 * 1, as the start of the sequence of proofs; it is not mined.
 *
 * @param now the current time in milliseconds since 1970
 */
export function createGenesis(now: number): Promise<Block> {
  return sealBlock(withProof({ ...GENESIS, timestamp: new Date(now).toISOString() }, 1));
}
