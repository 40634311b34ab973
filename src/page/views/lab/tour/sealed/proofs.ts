import { Malformed } from "../../../../../chain/text/malformed.ts";
import { ChainAudit } from "../../../../../evidence/checking/audit.ts";
import { type EntryInclusion, verifyEntryInclusion } from "../../../../../evidence/receipts/entry-inclusion.ts";
import { inclusionOf, type SealedSandbox } from "./sealed-sandbox.ts";

/** Which proofs hold of a sandbox, checked as a ledger and its auditors check them. */
export interface Proofs {
  /** The number of blocks, and whether `is_valid` finds no fault in them. */
  readonly length: number;
  readonly isValid: boolean;
  /** How many entries the second block has, and of how many the Merkle path leads to its root. */
  readonly entries: number;
  readonly paths: number;
  /** Whether the receipt that was handed out still proves its field, in a block of this chain. */
  readonly isReceiptGood: boolean;
}

/** Checks every proof of a sandbox, and the receipt of the reader's record that was handed out. */
export async function checkProofs({ blocks }: SealedSandbox, receipt: EntryInclusion): Promise<Proofs> {
  const fault = await new ChainAudit([], { now: () => Date.now() }).check(blocks);
  const second = blocks.find(({ index }) => index === 2);
  if (!second) throw new Error("the sandbox has no second block");
  const holding = await Promise.all(
    second.entries.map(async (_, position) => holds(await inclusionOf(second, position))),
  );
  return {
    length: blocks.length,
    isValid: fault === undefined,
    entries: holding.length,
    paths: holding.filter(Boolean).length,
    isReceiptGood: receipt.header.hash === second.hash && (await holds(receipt)),
  };
}

/** Whether all proofs hold. */
export function allHold({ isValid, entries, paths, isReceiptGood }: Proofs): boolean {
  return isValid && paths === entries && isReceiptGood;
}

async function holds(inclusion: EntryInclusion): Promise<boolean> {
  try {
    await verifyEntryInclusion(inclusion);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}
