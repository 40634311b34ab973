import type { Fault } from "../../../src/chain/fault.ts";
import { canonicalEntry } from "../../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import faultsVector from "../../vectors/sealed-faults.json" with { type: "json" };
import sealedVector from "../../vectors/sealed-chain.json" with { type: "json" };
import signedVector from "../../vectors/signed-chain.json" with { type: "json" };

/** A vector chain of a sealed ledger, with everything that can be proved about it. */
export interface SealedVector {
  readonly vkey: string;
  readonly chain: readonly SealedBlock[];
  /** The disclosures behind each entry with a commitment, by the entry's number. */
  readonly disclosures: Readonly<Record<string, readonly string[]>>;
  /** The root over the first blocks, for each size. */
  readonly roots: readonly string[];
  readonly receipts: readonly EntryReceipt[];
}

/** The vector chain without signatures: records, a correction, an erasure. */
export const sealedVectors = sealedVector as unknown as SealedVector;

/** The vector chain with a registrar, on which records and corrections must be signed. */
export const signedVectors = signedVector as unknown as SealedVector;

/** Both vector chains, each with a name, for tests that apply to both. */
export const sealedChains = [
  { name: "unsigned", ...sealedVectors },
  { name: "signed", ...signedVectors },
] as const;

/** The vector chains with one fault each, everything after it mined again. */
export const faultyChains = faultsVector as unknown as readonly {
  readonly name: string;
  readonly fault: Pick<Fault, "index" | "rule">;
  readonly chain: readonly unknown[];
}[];

/** The canonical texts of a block's entries, as a ledger stores them. */
export function textsOf({ entries }: SealedBlock): string[] {
  return entries.map((entry) => canonicalEntry(entry));
}
