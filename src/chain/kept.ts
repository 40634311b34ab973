import { openCheckpoint, type TrustPolicy, type VerifiedCheckpoint } from "./checkpoint.ts";
import { Malformed } from "./note.ts";
import type { InclusionProof } from "./receipt.ts";
import type { Kept } from "./verification.ts";

/** Something that was kept and is not of the ledger that is verified, as far as can be told. */
export interface Foreign {
  readonly name: string;
  /** What is wrong with its checkpoint, such as that it is of another ledger. */
  readonly reason: string;
}

/** What was kept, sorted: what a ledger is to be compared with, and what it has nothing to do with. */
export interface OpenedKept {
  readonly checkpoints: readonly Kept<VerifiedCheckpoint>[];
  readonly receipts: readonly Kept<InclusionProof>[];
  readonly foreign: readonly Foreign[];
}

/**
 * Verifies the signatures of what was kept. A checkpoint or receipt that the ledger's key did not sign says nothing of
 * the ledger, good or bad, so it is set aside instead of ending the verification.
 *
 * @param checkpoints signed checkpoints, as they were kept
 */
export async function openKept(
  checkpoints: readonly Kept<string>[],
  receipts: readonly Kept<InclusionProof>[],
  { ledger }: TrustPolicy,
): Promise<OpenedKept> {
  const foreign: Foreign[] = [];
  // The witnesses need to have seen the newest checkpoint only.
  const open = async (name: string, signed: string) => {
    try {
      return await openCheckpoint(signed, { ledger });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      foreign.push({ name, reason: error.message });
      return undefined;
    }
  };
  const opened: Kept<VerifiedCheckpoint>[] = [];
  for (const { name, value: signed } of checkpoints) {
    const value = await open(name, signed);
    if (value) opened.push({ name, value });
  }
  const own: Kept<InclusionProof>[] = [];
  for (const receipt of receipts) if (await open(receipt.name, receipt.value.checkpoint)) own.push(receipt);
  return { checkpoints: opened, receipts: own, foreign };
}
