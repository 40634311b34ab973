import { checkpointOf, type OpenedEvidence, receiptsOf, type SavedReceipts } from "../../client/saved/saved-proofs.ts";
import { openSaved } from "../../evidence/saved.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import type { Saved } from "../../evidence/checking/verification.ts";
import { openFile } from "../input-file.ts";

/**
 * Reads saved checkpoints and receipts, and verifies the signatures of those of the chain.
 *
 * @param policy the signatures that saved checkpoints need; a receipt's checkpoint needs only the ledger's signature
 * @throws UnusableFile when a file is not a checkpoint, or not a receipt
 */
export async function savedEvidence(
  checkpointFiles: readonly string[],
  receiptFiles: readonly string[],
  policy: TrustPolicy,
): Promise<OpenedEvidence> {
  const checkpoints: Saved<string>[] = [];
  const found: SavedReceipts[] = [];
  for (const name of checkpointFiles) {
    checkpoints.push({ name, value: (await checkpointOf(await openFile(name))).signed });
  }
  for (const name of receiptFiles) found.push(await receiptsOf(await openFile(name)));
  const receipts = found.flatMap((file) => file.receipts);
  const reads = found.flatMap((file) => file.reads);
  return { ...(await openSaved(checkpoints, receipts, policy)), reads };
}
