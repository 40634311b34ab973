import { parseCheckpoint } from "../../../evidence/checkpoint.ts";
import { parseNote } from "../../../evidence/note.ts";
import { isOriginOfReads, parseReadReceipt } from "../../../evidence/read-receipt.ts";
import { Malformed } from "../../../chain/malformed.ts";
import { type InclusionProof, parseReceipt } from "../../../evidence/receipt.ts";
import { utf8 } from "../../../client/utf8.ts";

/** A saved file, as far as it can be parsed without a key. Its content is not verified yet. */
export type SavedFile = { readonly name: string } & (
  | { readonly kind: "checkpoint"; readonly text: string; readonly size: number }
  | { readonly kind: "receipt"; readonly proof: InclusionProof }
  /** Of the log of reads, which the chain says nothing about. */
  | { readonly kind: "read-checkpoint" }
  | { readonly kind: "read-receipt" }
  | { readonly kind: "none" }
);

/** In bytes; larger than any checkpoint or receipt. */
const SIZE_LIMIT = 1_048_576;

/** Recognizes a file as a checkpoint or a receipt, of the chain or of the log of reads, or as neither. */
export async function readSaved(file: File): Promise<SavedFile> {
  const { name } = file;
  if (file.size > SIZE_LIMIT) return { name, kind: "none" };
  const bytes = await file.arrayBuffer();
  return asCheckpoint(name, bytes) ?? asReceipt(name, bytes) ?? { name, kind: "none" };
}

function asCheckpoint(name: string, bytes: ArrayBuffer): SavedFile | undefined {
  return unlessMalformed(() => {
    const text = utf8(bytes);
    const { origin, size } = parseCheckpoint(parseNote(text).text);
    return isOriginOfReads(origin) ? { name, kind: "read-checkpoint" } : { name, kind: "checkpoint", text, size };
  });
}

function asReceipt(name: string, bytes: ArrayBuffer): SavedFile | undefined {
  return unlessMalformed(() => {
    const text = utf8(bytes);
    if (parseReadReceipt(text)) return { name, kind: "read-receipt" };
    return { name, kind: "receipt", proof: parseReceipt(text) };
  });
}

function unlessMalformed(read: () => SavedFile): SavedFile | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
