import { JsonFault } from "../../chain/text/json.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { parsePolicy } from "../../evidence/notes/policy-file.ts";
import { isOriginOfReads } from "../../evidence/receipts/read-receipt.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import { linesOf, NotLines, parse } from "../transport/lines.ts";
import { isBlockLike, isDocument } from "./saved-chain.ts";
import { checkpointIn, receiptsIn, type SavedCheckpoint, type SavedReceipts } from "./saved-proofs.ts";
import { savedText } from "./saved-text.ts";
import { openText, textOf, WHOLE_FILE_LIMIT } from "./text-file.ts";
import { UnusableFile } from "./unusable-file.ts";

/** A file that can be read again and again. */
export interface SavedFile {
  readonly name: string;
  /** Starts to read its bytes. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** What a file is, as far as its content tells without a key. Nothing is verified yet. */
export type Recognized =
  /** An export of a chain, whose blocks are read when it is verified. */
  | { readonly kind: "chain"; readonly file: SavedFile }
  /** `isOfReads` marks one of the log of reads, which says nothing about the chain. */
  | { readonly kind: "checkpoint"; readonly checkpoint: SavedCheckpoint; readonly isOfReads: boolean }
  | ({ readonly kind: "receipts" } & SavedReceipts)
  | { readonly kind: "policy"; readonly policy: Required<TrustPolicy> }
  /** `reason` is a clause about the file that says what to do. */
  | { readonly kind: "none"; readonly reason: string };

const WHAT =
  "is neither an export of a chain, nor a checkpoint, a receipt or a policy: save the ledger's answer as it is";

/** A policy begins with one of these, after blank lines and comments. */
const POLICY = /^(?:[ \t]*(?:#.*)?\n)*[ \t]*(?:log|witness|group|quorum)[ \t]/;

/** Recognizes a file by its content. What it is called does not matter. */
export async function recognize(file: SavedFile): Promise<Recognized> {
  const { name } = file;
  try {
    const opened = await openText(name, file.read());
    if (isDocument(opened)) return { kind: "chain", file };
    if (opened.head.startsWith("{") && (await startsWithBlock(file))) return { kind: "chain", file };
    return await inText(name, savedText(await textOf(opened, WHOLE_FILE_LIMIT)));
  } catch (error) {
    if (error instanceof UnusableFile) return { kind: "none", reason: error.reason };
    throw error;
  }
}

/** Whether the first line is a block, even an edited one. */
async function startsWithBlock({ read }: SavedFile): Promise<boolean> {
  try {
    for await (const { text } of linesOf(read())) {
      const line = text.replace(/^\ufeff/, "");
      if (line.trim() !== "") return isBlock(line);
    }
  } catch (error) {
    if (!(error instanceof NotLines)) throw error;
  }
  return false;
}

function isBlock(line: string): boolean {
  const value = parse(line);
  // What is ambiguous has no attributes to look at. A receipt holds a block too, and a checkpoint.
  if (value instanceof JsonFault) return line.includes('"previous_hash"') && !line.includes('"checkpoint"');
  return isBlockLike(value);
}

async function inText(name: string, text: string): Promise<Recognized> {
  // A note ends with its signatures, each on a line that starts with a dash. A tlog-proof and JSON start with their own.
  if (text.startsWith("{") || text.startsWith("c2sp.org/")) return { kind: "receipts", ...receiptsIn(name, text) };
  if (POLICY.test(text)) return policyIn(text);
  if (!text.includes("\n\n\u2014 ")) return { kind: "none", reason: WHAT };
  const checkpoint = checkpointIn(name, text);
  return { kind: "checkpoint", checkpoint, isOfReads: isOriginOfReads(checkpoint.origin) };
}

async function policyIn(text: string): Promise<Recognized> {
  try {
    return { kind: "policy", policy: await parsePolicy(text) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "none", reason: `is not a policy: ${error.message}` };
    throw error;
  }
}
