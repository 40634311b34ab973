import type { Block } from "../../../chain/block.ts";

/**
 * Finds blocks by a part of the name, the patient ID or the registration number, by the start of the hash, or by the
 * index. Ignores case, and treats composed and decomposed accents alike (Unicode Standard Annex 15, NFC).
 *
 * @returns the indexes, first an exact match of the index, then the newest first; nothing for an empty query
 */
export function matchingBlocks(blocks: ReadonlyMap<number, Block>, query: string): number[] | undefined {
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

function matches({ index, hash, patient_name, patient_ID, Reg_no }: Block, wanted: string): boolean {
  return (
    String(index) === wanted ||
    hash.startsWith(wanted) ||
    [patient_name, patient_ID, Reg_no].some((field) => folded(field).includes(wanted))
  );
}
