import { openCheckpoint, type VerifiedCheckpoint } from "./notes/checkpoint.ts";
import { type TrustPolicy } from "./notes/trust-policy.ts";
import { Malformed } from "../chain/text/malformed.ts";
import type { InclusionProof } from "./receipts/receipt.ts";
import type { Saved, Skipped } from "./checking/findings.ts";

/** Saved evidence, divided into what the ledger will be compared with and what is not evidence. */
export interface OpenedSaved {
  readonly checkpoints: readonly Saved<VerifiedCheckpoint>[];
  readonly receipts: readonly Saved<InclusionProof>[];
  /** What the ledger did not sign, and cosignatures that are missing; without the ledger's key, everything. */
  readonly skipped: readonly Skipped[];
}

/** The reason for skipping everything if no key of the ledger is known. */
const NO_KEY = "without the ledger's key its signature cannot be verified";

/**
 * Verifies the signatures of saved evidence. A checkpoint or receipt that the ledger did not sign proves nothing for or
 * against the ledger, so it is skipped instead of ending the verification.
 *
 * @param checkpoints signed checkpoints, as they were saved
 * @param policy the signatures that checkpoints must have; a receipt's checkpoint needs only the ledger's
 */
export async function openSaved(
  checkpoints: readonly Saved<string>[],
  receipts: readonly Saved<InclusionProof>[],
  policy: TrustPolicy,
): Promise<OpenedSaved> {
  const { ledger, witnesses = [] } = policy;
  const opened: Saved<VerifiedCheckpoint>[] = [];
  const own: Saved<InclusionProof>[] = [];
  const skipped: Skipped[] = [];
  for (const { name, value: signed } of checkpoints) {
    const cosigned = await orReason(signed, policy);
    // The ledger's own signature binds it even if cosignatures are missing or wrong.
    const value = await firstOpened(cosigned, signed, [{ ledger, witnesses }, { ledger }]);
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

/** Opens a checkpoint under the first of several policies that it meets, unless it was opened already. */
async function firstOpened(
  opened: VerifiedCheckpoint | string,
  signed: string,
  policies: readonly TrustPolicy[],
): Promise<VerifiedCheckpoint | string> {
  let found = opened;
  for (const policy of policies) if (typeof found === "string") found = await orReason(signed, policy);
  return found;
}

/** Opens a checkpoint, or returns a clause that says why it cannot be trusted. */
async function orReason(signed: string, policy: TrustPolicy): Promise<VerifiedCheckpoint | string> {
  if (policy.ledger.length === 0) return NO_KEY;
  try {
    return await openCheckpoint(signed, policy);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}
