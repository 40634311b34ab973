import type { ReceiptGap } from "../evidence/receipts/entry-receipt.ts";
import type { ProvenEntry } from "../evidence/receipts/proven-entry.ts";
import type { Disclosure } from "./document.ts";
import { quoted } from "./words.ts";

const GAPS: Readonly<Record<ReceiptGap, string>> = {
  "current-version":
    "whether this version of the record is the current one, or was corrected or erased since: ask the ledger",
  signature: "whether the author signed the entry: only the whole chain holds the author's key",
  revocation: "whether the key was revoked since: only the whole chain tells",
};

/** An entry as reports name it, such as `entry 5 (record)`. */
export function entryOf({ number, kind }: ProvenEntry): string {
  return `entry ${number} (${kind})`;
}

/** What a receipt and the chain say about the receipt's entry: its key, and what became of it. */
export function entryDetails(entry: ProvenEntry): string[] {
  const isSilent = Object.keys(entry.disclosed).length === 0;
  return [...keyWords(entry), ...fateWords(entry), ...(isSilent ? ["discloses no field"] : [])];
}

/** What a receipt of an entry discloses; undefined if it is nothing. */
export function disclosureOf({ disclosed }: ProvenEntry): Disclosure | undefined {
  const fields = Object.entries(disclosed);
  return fields.length === 0 ? undefined : { verb: "discloses", fields };
}

/** What the receipt of an entry leaves open. */
export function entryGaps(name: string, { unchecked }: ProvenEntry): string[] {
  return unchecked.map((gap) => `${quoted(name)}: ${GAPS[gap]}`);
}

function keyWords({ kind, key, disputed, revokedBy }: ProvenEntry): string[] {
  if (key === undefined) return [];
  if (kind === "key")
    return [`enrols the key ${key}${revokedBy === undefined ? "" : `, which entry ${revokedBy} revoked`}`];
  if (kind === "revocation") return [`revokes the key ${key}`];
  return [`names the key ${key} as its author${disputed ? ", which is disputed" : ""}`];
}

/** What the chain says became of the entry; nothing if there was none to look in. */
function fateWords({ kind, correctedBy, erasedBy, unchecked }: ProvenEntry): string[] {
  if (kind === "key") return erasedBy === undefined ? [] : [`its holder's name was erased by entry ${erasedBy}`];
  if (kind !== "record" && kind !== "correction") return [];
  const words = [
    ...(correctedBy === undefined ? [] : [`was corrected by entry ${correctedBy}`]),
    ...(erasedBy === undefined ? [] : [`was erased, with all versions of its record, by entry ${erasedBy}`]),
  ];
  const isCurrent = words.length === 0 && !unchecked.includes("current-version");
  return isCurrent ? ["is the current version: no later entry of these blocks corrects or erases it"] : words;
}
