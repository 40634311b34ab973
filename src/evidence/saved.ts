import { openCheckpoint, type VerifiedCheckpoint } from "./checkpoint.ts";
import { type TrustPolicy } from "./trust-policy.ts";
import { Malformed } from "../chain/malformed.ts";
import type { InclusionProof } from "./receipt.ts";
import type { Saved, Skipped } from "./verification.ts";

/** What was saved, sorted: what a ledger is to be compared with, and what proves nothing for it or against it. */
export interface OpenedSaved {
  readonly checkpoints: readonly Saved<VerifiedCheckpoint>[];
  readonly receipts: readonly Saved<InclusionProof>[];
  /** What the ledger did not sign, or not all who must did; without a key, everything. */
  readonly skipped: readonly Skipped[];
}

/** Why nothing that was saved is checked where no key of the ledger is known. */
const NO_KEY = "without the ledger's key nothing in it can be believed";

/**
 * Verifies the signatures of what was saved. A checkpoint or receipt that the ledger's key did not sign says nothing of
 * the ledger, good or bad, so it is set aside instead of ending the verification.
 *
 * @param checkpoints signed checkpoints, as they were saved
 * @param policy what the checkpoints must be signed with; of a receipt's, only the ledger's signature is asked
 */
export async function openSaved(
  checkpoints: readonly Saved<string>[],
  receipts: readonly Saved<InclusionProof>[],
  policy: TrustPolicy,
): Promise<OpenedSaved> {
  const { ledger } = policy;
  const opened: Saved<VerifiedCheckpoint>[] = [];
  const own: Saved<InclusionProof>[] = [];
  const skipped: Skipped[] = [];
  for (const { name, value: signed } of checkpoints) {
    const cosigned = await orReason(signed, policy);
    // What the ledger signed binds it, whoever else did not.
    const value = typeof cosigned === "string" ? await orReason(signed, { ledger }) : cosigned;
    if (typeof value === "string") {
      skipped.push({ check: "kept-checkpoint", name, reason: value });
      continue;
    }
    opened.push({ name, value });
    if (typeof cosigned === "string") skipped.push({ check: "cosignatures", name, reason: cosigned });
  }
  for (const receipt of receipts) {
    const { name, value } = receipt;
    const checkpoint = await orReason(value.checkpoint, { ledger });
    if (typeof checkpoint === "string") skipped.push({ check: "receipt", name, reason: checkpoint });
    else own.push(receipt);
  }
  return { checkpoints: opened, receipts: own, skipped };
}

/** @returns the clause that says why it is not to be believed, where that is so */
async function orReason(signed: string, policy: TrustPolicy): Promise<VerifiedCheckpoint | string> {
  if (policy.ledger.length === 0) return NO_KEY;
  try {
    return await openCheckpoint(signed, policy);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}
