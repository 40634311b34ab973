import type { Block } from "../../../chain/block.ts";

/**
 * The blocks that a search finds: by a part of the name, the patient ID or the registration number, by the start of
 * the hash, or by the index. Letters count as the same however they are typed: large or small, and with their accents
 * in one character or in two (Unicode Standard Annex 15, NFC).
 *
 * @returns their indexes, the one that was typed and then the newest first; nothing when there is nothing to search for
 */
export function matchingBlocks(blocks: ReadonlyMap<number, Block>, query: string): number[] | undefined {
  const wanted = folded(query.trim());
  if (!wanted) return undefined;
  return [...blocks.values()]
    .filter((block) => matches(block, wanted))
    .map(({ index }) => index)
    .toSorted((a, b) => Number(String(b) === wanted) - Number(String(a) === wanted) || b - a);
}

/** A text as it is compared. Small letters are not always composed as large ones are. */
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
