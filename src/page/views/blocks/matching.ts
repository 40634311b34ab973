import type { AnyTip } from "../../../chain/kind.ts";
import { isHeader } from "../../any-block.ts";
import { numberIn } from "../../parts/typed-number.ts";

/**
 * Finds blocks by the start of the hash or by the index; on a plain ledger also by a part of the name, the patient ID or
 * the registration number, on a sealed one by the start of the Merkle root or by the number of an entry. Ignores case,
 * treats composed and decomposed accents alike (Unicode Standard Annex 15, NFC), and reads the number of a block or an entry
 * in the digits of any of the page's languages.
 *
 * @returns the indexes, first an exact match of the index, then the newest first; nothing for an empty query
 */
export function matchingBlocks(blocks: ReadonlyMap<number, AnyTip>, query: string): number[] | undefined {
  const wanted = folded(query.trim());
  if (!wanted) return undefined;
  const number = numberIn(query, Number.MAX_SAFE_INTEGER);
  return [...blocks.values()]
    .filter((block) => matches(block, wanted, number))
    .map(({ index }) => index)
    .toSorted((a, b) => Number(b === number) - Number(a === number) || b - a);
}

/** Normalizes a text for comparison. Normalize after lowercasing too, since its result is not always composed. */
function folded(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

function matches(block: AnyTip, wanted: string, number: number | undefined): boolean {
  if (block.index === number || block.hash.startsWith(wanted)) return true;
  if (isHeader(block)) {
    return block.merkle_root.startsWith(wanted) || isBetween(number, block.first_entry, block.last_entry);
  }
  return [block.patient_name, block.patient_ID, block.Reg_no].some((field) => folded(field).includes(wanted));
}

function isBetween(number: number | undefined, first: number, last: number): boolean {
  return number !== undefined && first <= number && number <= last;
}
