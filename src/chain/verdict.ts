import type { Fault } from "./fault.ts";
import { ChainValidator, type ValidationOptions } from "./validation.ts";

/** The result of validating a whole chain. */
export type Verdict =
  | { readonly valid: true; readonly length: number; readonly head: string }
  | { readonly valid: false; readonly length: number; readonly fault: Fault };

/**
 * Validates a whole chain, in order from genesis.
 *
 * @param blocks the stored blocks; storage may be corrupted, so nothing is assumed about their shape
 * @param options without `now`, timestamps are not checked against a clock
 * @returns the verdict; its `length` counts the blocks up to and including the faulty one
 */
export async function validateChain(
  blocks: Iterable<unknown> | AsyncIterable<unknown>,
  options: Partial<ValidationOptions> = {},
): Promise<Verdict> {
  const validator = new ChainValidator({ now: () => Infinity, ...options });
  for await (const block of blocks) {
    const fault = await validator.next(block);
    if (fault) return { valid: false, length: fault.index, fault };
  }
  if (!validator.tip) return { valid: false, length: 0, fault: EMPTY_CHAIN };
  return { valid: true, length: validator.length, head: validator.tip.hash };
}

/** The fault of a chain without blocks. */
export const EMPTY_CHAIN: Fault = {
  index: 1,
  rule: "genesis",
  expected: "a genesis block",
  actual: "no block",
  detail: "The chain is empty: it does not even have a genesis block.",
};
