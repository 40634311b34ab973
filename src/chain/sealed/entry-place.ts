import { faultOf } from "../block-rules.ts";
import type { EntryRule, Fault } from "../fault.ts";
import type { Header } from "./header.ts";

/** A signature that is being verified while the entries after it are checked, and the fault if it is not right. */
interface AskedSignature {
  readonly verified: Promise<boolean>;
  readonly fault: () => Fault;
}

/** A block whose entries are being checked. */
export interface BlockInProgress {
  readonly header: Header;
  /** The number of the oldest entry whose commitment may not stand in this block again. */
  readonly oldest: number;
  /** The commitments of this block so far, with the numbers of their entries. */
  readonly commitments: Map<string, number>;
  readonly asked: AskedSignature[];
}

/** Where an entry stands. */
export interface EntryPlace {
  readonly block: BlockInProgress;
  readonly number: number;
}

/** A fault in an entry. Its texts hold numbers and names of attributes only. */
export function entryFault(
  { block, number }: EntryPlace,
  rule: EntryRule,
  expected: string,
  actual: string,
  sentence: string,
): Fault {
  return faultOf(block.header.index, rule, expected, actual, `Entry ${number} ${sentence}`);
}
