import { openCheckpoint, parseCheckpoint, type TrustPolicy, type VerifiedCheckpoint } from "../chain/checkpoint.ts";
import { Malformed, parseNote } from "../chain/note.ts";
import { type InclusionProof, parseReceipt } from "../chain/receipt.ts";
import type { Kept, Skipped } from "../chain/verification.ts";
import { savedText } from "../client/saved-text.ts";
import { textOfFile, UnusableFile } from "./input-file.ts";

/** Larger than any checkpoint or receipt, in bytes. */
const LIMIT = 1_048_576;

/** What somebody saved in files, to hold the ledger to. */
export interface SavedEvidence {
  readonly checkpoints: readonly Kept<VerifiedCheckpoint>[];
  readonly receipts: readonly Kept<InclusionProof>[];
  /** Those that the ledger did not sign, or not all that must did: they prove nothing for it or against it. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads the files that were given.
 *
 * @param policy what the checkpoints must be signed with; of a receipt's, only the ledger's signature is asked
 * @throws UnusableFile when one is no checkpoint, or no receipt
 */
export async function savedEvidence(
  checkpointFiles: readonly string[],
  receiptFiles: readonly string[],
  policy: TrustPolicy,
): Promise<SavedEvidence> {
  const { ledger } = policy;
  const checkpoints: Kept<VerifiedCheckpoint>[] = [];
  const receipts: Kept<InclusionProof>[] = [];
  const skipped: Skipped[] = [];
  for (const name of checkpointFiles) {
    const text = savedText(await textOfFile(name, LIMIT));
    readable(name, "is not a checkpoint", () => parseCheckpoint(parseNote(text).text));
    const cosigned = await orReason(openCheckpoint(text, policy));
    // What the ledger signed binds it, whoever else did not.
    const opened = typeof cosigned === "string" ? await orReason(openCheckpoint(text, { ledger })) : cosigned;
    if (typeof opened === "string") skipped.push({ check: "kept-checkpoint", name, reason: opened });
    else checkpoints.push({ name, value: opened });
    if (typeof cosigned === "string" && typeof opened !== "string") {
      skipped.push({ check: "cosignatures", name, reason: cosigned });
    }
  }
  for (const name of receiptFiles) {
    const text = savedText(await textOfFile(name, LIMIT));
    const value = readable(name, "is not a receipt", () => {
      const proof = parseReceipt(text);
      parseCheckpoint(parseNote(proof.checkpoint).text);
      return proof;
    });
    const opened = await orReason(openCheckpoint(value.checkpoint, { ledger }));
    if (typeof opened === "string") skipped.push({ check: "receipt", name, reason: opened });
    else receipts.push({ name, value });
  }
  return { checkpoints, receipts, skipped };
}

/** @returns the clause that says why it is not to be believed, where that is so */
async function orReason(opening: Promise<VerifiedCheckpoint>): Promise<VerifiedCheckpoint | string> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

function readable<Value>(name: string, what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new UnusableFile(name, `${what}: ${error.message}`);
    throw error;
  }
}
