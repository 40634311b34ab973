import { parseCheckpoint } from "../../evidence/checkpoint.ts";
import { type TrustPolicy } from "../../evidence/trust-policy.ts";
import { type OpenedSaved, openSaved } from "../../evidence/saved.ts";
import { parseNote } from "../../evidence/note.ts";
import { Malformed } from "../../chain/malformed.ts";
import { parseReadReceipt, type ReadProof } from "../../evidence/read-receipt.ts";
import { type InclusionProof, parseReceipt } from "../../evidence/receipt.ts";
import type { Saved } from "../../evidence/verification.ts";
import { savedText } from "../../client/saved-text.ts";
import { textOfFile, UnusableFile } from "../input-file.ts";

/** Saved evidence about the chain, and receipts of the log of reads, which say nothing about it. */
export interface OpenedEvidence extends OpenedSaved {
  /** Not verified yet. */
  readonly reads: readonly Saved<ReadProof>[];
}

/** Larger than any checkpoint or receipt, in bytes. */
const LIMIT = 1_048_576;

/** The largest file of many receipts, in bytes. It is read as a whole. */
const FILE_LIMIT = 268_435_456;

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
  const receipts: Saved<InclusionProof>[] = [];
  const reads: Saved<ReadProof>[] = [];
  for (const name of checkpointFiles) {
    const value = savedText(await textOfFile(name, LIMIT));
    readable(name, "is not a checkpoint", () => parseCheckpoint(parseNote(value).text));
    checkpoints.push({ name, value });
  }
  for (const file of receiptFiles)
    for (const { name, text } of await receiptsIn(file)) {
      readable(name, "is not a receipt", () => {
        const read = parseReadReceipt(text);
        if (read) reads.push({ name, value: withCheckpoint(read) });
        else receipts.push({ name, value: withCheckpoint(parseReceipt(text)) });
      });
    }
  return { ...(await openSaved(checkpoints, receipts, policy)), reads };
}

/**
 * The receipts in a file: one, or one a line as `npm run register` writes them.
 *
 * @throws UnusableFile if it cannot be read
 */
async function receiptsIn(name: string): Promise<{ name: string; text: string }[]> {
  const text = savedText(await textOfFile(name, FILE_LIMIT));
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // JSON that is spread over lines does not end its first one, and a tlog-proof begins with its own name.
  if (lines.length > 1 && lines.every((line) => line.startsWith("{") && line.trimEnd().endsWith("}"))) {
    return lines.map((line, before) => ({ name: `${name}, line ${before + 1}`, text: line }));
  }
  if (text.length > LIMIT) throw new UnusableFile(name, `is longer than ${LIMIT.toLocaleString("en")} bytes`);
  return [{ name, text }];
}

/** @throws Malformed if it has none */
function withCheckpoint<Proof extends InclusionProof>(proof: Proof): Proof {
  parseCheckpoint(parseNote(proof.checkpoint).text);
  return proof;
}

function readable<Value>(name: string, what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new UnusableFile(name, `${what}: ${error.message}`);
    throw error;
  }
}
