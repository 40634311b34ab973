import { jsonLine } from "../../client/printable.ts";
import type { ReceiptGap } from "../../evidence/entry-receipt.ts";
import type { ProvenEntry } from "../../evidence/receipt-check.ts";

const GAPS: Record<ReceiptGap, string> = {
  "current-version":
    "whether this version of the record is the current one, or was corrected or erased since: ask the ledger",
  signature: "whether the author signed the entry: only the whole chain holds the author's key",
  revocation: "whether the key was revoked since: only the whole chain tells",
};

/** An entry as reports name it, such as `entry 5 (record)`. */
export function entryOf({ number, kind }: ProvenEntry): string {
  return `entry ${number} (${kind})`;
}

/**
 * The values that a receipt discloses, one a line. Whoever passes the receipt asks for them. They are quoted, so that a
 * value cannot pass for a line of the report, and hidden characters are shown as escapes.
 */
export function disclosedLines({ disclosed }: ProvenEntry): string[] {
  const fields = Object.entries(disclosed);
  if (fields.length === 0) return ["discloses no field"];
  return fields.map(([name, value]) => `discloses ${name} ${jsonLine(value)}`);
}

/** What the receipt leaves open, one a line. */
export function gapLines(name: string, { unchecked }: ProvenEntry): string[] {
  return unchecked.map((gap) => `${name}: ${GAPS[gap]}`);
}
