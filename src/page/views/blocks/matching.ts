import type { AnyTip } from "../../../chain/kind.ts";
import { isHeader } from "../../any-block.ts";

/**
 * Finds blocks by the start of the hash or by the index; on a plain ledger also by a part of the name, the patient ID or
 * the registration number, on a sealed one by the start of the Merkle root or by the number of an entry. Ignores case,
 * and treats composed and decomposed accents alike (Unicode Standard Annex 15, NFC).
 *
 * @returns the indexes, first an exact match of the index, then the newest first; nothing for an empty query
 */
export function matchingBlocks(blocks: ReadonlyMap<number, AnyTip>, query: string): number[] | undefined {
  const wanted = folded(query.trim());
  if (!wanted) return undefined;
  return [...blocks.values()]
    .filter((block) => matches(block, wanted))
    .map(({ index }) => index)
    .toSorted((a, b) => Number(String(b) === wanted) - Number(String(a) === wanted) || b - a);
}

/** Normalizes a text for comparison. Normalize after lowercasing too, since its result is not always composed. */
function folded(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

function matches(block: AnyTip, wanted: string): boolean {
  if (String(block.index) === wanted || block.hash.startsWith(wanted)) return true;
  if (isHeader(block)) {
    const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
    return block.merkle_root.startsWith(wanted) || (block.first_entry <= number && number <= block.last_entry);
  }
  return [block.patient_name, block.patient_ID, block.Reg_no].some((field) => folded(field).includes(wanted));
}
