import { type AnyTip, isSealed } from "./kind.ts";
import type { Fault } from "./fault.ts";
import { type SealedOptions, SealedValidator } from "./sealed/validation.ts";
import { ChainValidator, type ValidationOptions } from "./validation.ts";

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
