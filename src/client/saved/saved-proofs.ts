import { Malformed } from "../../chain/text/malformed.ts";
import { type Checkpoint, parseCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { parseNote } from "../../evidence/notes/note.ts";
import { parseReadReceipt, type ReadProof } from "../../evidence/receipts/read-receipt.ts";
import { type InclusionProof, parseReceipt } from "../../evidence/receipts/receipt.ts";
import type { OpenedSaved } from "../../evidence/saved.ts";
import type { Saved } from "../../evidence/checking/verification.ts";
import { savedText } from "./saved-text.ts";
import { textOf, type TextFile, WHOLE_FILE_LIMIT } from "./text-file.ts";
import { UnusableFile } from "./unusable-file.ts";

/** A checkpoint as it was saved: what was signed, and the text with its signatures. Not verified yet. */
export interface SavedCheckpoint extends Checkpoint {
  readonly signed: string;
}

/** The receipts of a file, those of the chain and those of the log of reads. None is verified yet. */
export interface SavedReceipts {
  readonly receipts: readonly Saved<InclusionProof>[];
  readonly reads: readonly Saved<ReadProof>[];
}

/** Saved evidence about the chain, and receipts of the log of reads, which say nothing about it. */
export interface OpenedEvidence extends OpenedSaved {
  /** Not verified yet. */
  readonly reads: readonly Saved<ReadProof>[];
}

/** Larger than any checkpoint or receipt, in bytes. */
const LIMIT = 1_048_576;

/**
 * Reads a saved checkpoint.
 *
 * @throws UnusableFile when the file is none
 */
export async function checkpointOf(file: TextFile): Promise<SavedCheckpoint> {
  return checkpointIn(file.name, savedText(await textOf(file, LIMIT)));
}

/**
 * Reads the receipts of a file: one, or one a line as the command `register` writes them.
 *
 * @throws UnusableFile when a line, or the file, is no receipt
 */
export async function receiptsOf(file: TextFile): Promise<SavedReceipts> {
  return receiptsIn(file.name, savedText(await textOf(file, WHOLE_FILE_LIMIT)));
}

/** Does what {@link checkpointOf} does, with a text that was read already. */
export function checkpointIn(name: string, signed: string): SavedCheckpoint {
  return readable(name, "is not a checkpoint", () => ({ ...parseCheckpoint(parseNote(signed).text), signed }));
}

/** Does what {@link receiptsOf} does, with a text that was read already. */
export function receiptsIn(name: string, text: string): SavedReceipts {
  const receipts: Saved<InclusionProof>[] = [];
  const reads: Saved<ReadProof>[] = [];
  for (const { name: place, text: each } of partsOf(name, text)) {
    readable(place, "is not a receipt", () => {
      const read = parseReadReceipt(each);
      if (read) reads.push({ name: place, value: withCheckpoint(read) });
      else receipts.push({ name: place, value: withCheckpoint(parseReceipt(each)) });
    });
  }
  return { receipts, reads };
}

function partsOf(name: string, text: string): { name: string; text: string }[] {
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
