import { openCheckpoint, type VerifiedCheckpoint } from "./notes/checkpoint.ts";
import type { Evidence } from "./evidence.ts";
import { Malformed } from "../chain/text/malformed.ts";
import type { InclusionProof } from "./receipts/receipt.ts";
import type { TrustPolicy } from "./notes/trust-policy.ts";

/** A receipt, with its checkpoint. */
export interface SignedReceipt {
  readonly proof: InclusionProof;
  readonly checkpoint: VerifiedCheckpoint;
}

/** What the ledger signed. */
export interface SignedEvidence {
  /** All checkpoints, those of receipts included. */
  readonly checkpoints: readonly VerifiedCheckpoint[];
  readonly receipts: readonly SignedReceipt[];
}

/** Gathers what the ledger signed. Receipts often share a checkpoint, whose signature is verified once. */
export async function signedIn(
  { newest, checkpoints, receipts }: Evidence,
  { ledger }: TrustPolicy,
): Promise<SignedEvidence> {
  const opened = new Map<string, VerifiedCheckpoint>();
  const signed: SignedReceipt[] = [];
  for (const { value: proof } of receipts) {
    try {
      const checkpoint = opened.get(proof.checkpoint) ?? (await openCheckpoint(proof.checkpoint, { ledger }));
      opened.set(proof.checkpoint, checkpoint);
      signed.push({ proof, checkpoint });
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }
  const others = [...(newest ? [newest] : []), ...checkpoints.map(({ value }) => value)];
  return { checkpoints: [...others, ...opened.values()], receipts: signed };
}
