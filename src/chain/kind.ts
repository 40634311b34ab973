import type { Block } from "./block.ts";
import { formatFault } from "./format.ts";
import type { Header, SealedBlock } from "./sealed/header.ts";
import { type FormatFault, isObject, sealedFormatFault } from "./sealed/header-format.ts";

/** A block of a plain or of a sealed ledger. */
export type AnyBlock = Block | SealedBlock;

/** What links a block of either kind to the next: a plain block, or a sealed block's header. */
export type AnyTip = Block | Header;

/**
 * Whether a block is that of a sealed ledger. A ledger's kind is fixed when it is created, so that its genesis tells it.
 *
 * @param block a block or a header; nothing is assumed about its shape
 */
export function isSealed(block: unknown): block is SealedBlock {
  // A list has something called `entries` too, but not as its own.
  return isObject(block) && (Object.hasOwn(block, "merkle_root") || Object.hasOwn(block, "entries"));
}

/**
 * Checks the format of a block by the kind that it seems to have.
 *
 * @returns what was expected and what was found, or `undefined` if the value is a block of either kind
 */
export function anyFormatFault(value: unknown): FormatFault | undefined {
  return isSealed(value) ? sealedFormatFault(value) : formatFault(value);
}
