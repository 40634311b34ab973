import { type ChainFacts, puzzleText } from "./document.ts";

/** A fact about a verified chain. */
export interface ChainRow {
  readonly name: string;
  readonly value: string;
  /** What kind of hash it is, if it is one: that of a block, which was mined, or that of a tree. */
  readonly hashOf?: "block" | "tree";
}

/**
 * What identifies a verified chain, for comparison with the next verification. Of a faulty chain, only the blocks before
 * the first fault count.
 */
export function chainRows({ length, head, root, genesis, puzzle }: ChainFacts, isFaulty: boolean): ChainRow[] {
  const count = length.toLocaleString("en");
  const names = isFaulty
    ? (["Blocks that fit together", "Hash of the last of them", "Root of their tree"] as const)
    : (["Blocks", "Newest hash", "Root of the tree"] as const);
  const rows: readonly (Omit<ChainRow, "value"> & { readonly value: string | undefined })[] = [
    { name: names[0], value: isFaulty && length === 0 ? "none" : count },
    { name: names[1], value: head, hashOf: "block" },
    { name: names[2], value: length === 0 ? undefined : root, hashOf: "tree" },
    { name: "Hash of genesis", value: genesis, hashOf: "block" },
    { name: "Puzzle", value: puzzle && puzzleText(puzzle) },
  ];
  return rows.flatMap(({ value, ...row }) => (value === undefined ? [] : [{ ...row, value }]));
}
