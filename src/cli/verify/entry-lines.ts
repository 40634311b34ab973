import { jsonLine } from "../../chain/printable.ts";
import type { ReceiptGap } from "../../evidence/entry-receipt.ts";
import type { ProvenEntry } from "../../evidence/proven-entry.ts";

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
 * What a receipt says about its entry, one a line: the key, and the values that it discloses. Whoever passes the receipt
 * asks for them. They are quoted, so that a value cannot pass for a line of the report, and hidden characters are shown
 * as escapes.
 */
export function entryLines(entry: ProvenEntry): string[] {
  const fields = Object.entries(entry.disclosed);
  return [
    ...keyLines(entry),
    ...fateLines(entry),
    ...(fields.length === 0
      ? ["discloses no field"]
      : fields.map(([name, value]) => `discloses ${name} ${jsonLine(value)}`)),
  ];
}

function keyLines({ kind, key, disputed, revokedBy }: ProvenEntry): string[] {
  if (key === undefined) return [];
  if (kind === "key")
    return [`enrols the key ${key}${revokedBy === undefined ? "" : `, which entry ${revokedBy} revoked`}`];
  if (kind === "revocation") return [`revokes the key ${key}`];
  return [`names the key ${key} as its author${disputed ? ", which is disputed" : ""}`];
}

/** What the chain says became of the entry; nothing if there was none to look in. */
function fateLines({ kind, correctedBy, erasedBy, unchecked }: ProvenEntry): string[] {
  if (kind === "key") return erasedBy === undefined ? [] : [`its holder's name was erased by entry ${erasedBy}`];
  if (kind !== "record" && kind !== "correction") return [];
  const lines = [
    ...(correctedBy === undefined ? [] : [`was corrected by entry ${correctedBy}`]),
    ...(erasedBy === undefined ? [] : [`was erased, with all versions of its record, by entry ${erasedBy}`]),
  ];
  const isCurrent = lines.length === 0 && !unchecked.includes("current-version");
  return isCurrent ? ["is the current version: no later entry of these blocks corrects or erases it"] : lines;
}

/** What the receipt leaves open, one a line. */
export function gapLines(name: string, { unchecked }: ProvenEntry): string[] {
  return unchecked.map((gap) => `${name}: ${GAPS[gap]}`);
}
