import { parseCheckpoint } from "../../../evidence/checkpoint.ts";
import { parseNote } from "../../../evidence/note.ts";
import { Malformed } from "../../../chain/malformed.ts";
import { type InclusionProof, parseReceipt } from "../../../evidence/receipt.ts";
import { utf8 } from "../../../client/utf8.ts";

/** A saved file, as far as it can be parsed without a key. Its content is not verified yet. */
export type SavedFile = { readonly name: string } & (
  | { readonly kind: "checkpoint"; readonly text: string; readonly size: number }
  | { readonly kind: "receipt"; readonly proof: InclusionProof }
  | { readonly kind: "none" }
);

/** In bytes; larger than any checkpoint or receipt. */
const SIZE_LIMIT = 1_048_576;

/** Recognizes a file as a checkpoint, a receipt, or neither. */
export async function readSaved(file: File): Promise<SavedFile> {
  const { name } = file;
  if (file.size > SIZE_LIMIT) return { name, kind: "none" };
  const bytes = await file.arrayBuffer();
  return asCheckpoint(name, bytes) ?? asReceipt(name, bytes) ?? { name, kind: "none" };
}

function asCheckpoint(name: string, bytes: ArrayBuffer): SavedFile | undefined {
  return unlessMalformed(() => {
    const text = utf8(bytes);
    return { name, kind: "checkpoint", text, size: parseCheckpoint(parseNote(text).text).size };
  });
}

function asReceipt(name: string, bytes: ArrayBuffer): SavedFile | undefined {
  return unlessMalformed(() => ({ name, kind: "receipt", proof: parseReceipt(utf8(bytes)) }));
}

function unlessMalformed(read: () => SavedFile): SavedFile | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
