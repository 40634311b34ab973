import { type AnyTip, isSealed } from "./kind.ts";
import type { Fault } from "./fault.ts";
import { type SealedOptions, SealedValidator } from "./sealed/validation.ts";
import { ChainValidator, EMPTY_CHAIN, type ValidationOptions, type Verdict } from "./validation.ts";

/** The inputs of a validation, whichever kind of ledger the chain turns out to be of. */
export type AnyOptions = ValidationOptions & SealedOptions;

/** What validates a chain of either kind. */
export interface Validator {
  /** The index of the newest valid block, or that before the first one if there is none. */
  readonly length: number;
  /** The newest valid block, or its header. */
  readonly tip: AnyTip | undefined;
  /** Checks the next block, and returns its first fault. */
  next(value: unknown): Promise<Fault | undefined>;
  /** Checks the next blocks up to the first fault. */
  check(values: Iterable<unknown>): Promise<Fault | undefined>;
  /** Goes on after the block for which the latest call returned a fault. */
  resumeAfter(value: unknown, fault: Fault): Promise<void>;
}

/**
 * Creates the validator for the kind of ledger that a chain belongs to.
 *
 * @param start genesis, or the first block that will be checked; nothing is assumed about its shape
 * @param first the index of the first block; see ChainValidator
 */
export function validatorFor(start: unknown, options: AnyOptions, first = 1): ChainValidator | SealedValidator {
  return isSealed(start) ? new SealedValidator(options, first) : new ChainValidator(options, first);
}

/**
 * Validates a whole chain of either kind, in order from genesis.
 *
 * @param blocks the stored blocks; storage may be corrupted, so nothing is assumed about their shape
 * @param options without `now`, timestamps are not checked against a clock
 * @returns the verdict; its `length` counts the blocks up to and including the faulty one
 * @throws UnknownVersion if the chain is of a later version of the format, so that it cannot be validated
 */
export async function validateChain(
  blocks: Iterable<unknown> | AsyncIterable<unknown>,
  options: Partial<AnyOptions> = {},
): Promise<Verdict> {
  let validator: Validator | undefined;
  for await (const block of blocks) {
    validator ??= validatorFor(block, { now: () => Infinity, ...options });
    const fault = await validator.next(block);
    if (fault) return { valid: false, length: fault.index, fault };
  }
  const tip = validator?.tip;
  return tip ? { valid: true, length: tip.index, head: tip.hash } : { valid: false, length: 0, fault: EMPTY_CHAIN };
}
