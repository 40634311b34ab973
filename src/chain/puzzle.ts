import type { Block } from "./block.ts";

/**
 * What a ledger's miners must solve, fixed at genesis: the paper's own puzzle, or one that binds the proof to the
 * block's content by requiring `difficulty` leading zero bits of the block's hash.
 */
export type Puzzle = { readonly puzzle: "squares" } | { readonly puzzle: "block-hash"; readonly difficulty: number };

/** The puzzle of the chain that a block belongs to. Blocks of a `block-hash` chain carry `difficulty`. */
export function puzzleOf({ difficulty }: Pick<Block, "difficulty">): Puzzle {
  return difficulty === undefined ? { puzzle: "squares" } : { puzzle: "block-hash", difficulty };
}

/** Whether two puzzles have the same kind and difficulty. */
export function samePuzzle(a: Puzzle, b: Puzzle): boolean {
  return bits(a) === bits(b);
}

function bits(puzzle: Puzzle): number | undefined {
  return puzzle.puzzle === "block-hash" ? puzzle.difficulty : undefined;
}
