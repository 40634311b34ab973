import type { Block } from "./block.ts";

/**
 * What a ledger's miners must solve, fixed at its genesis: the paper's own puzzle, or one that is bound to the block's
 * content by so many leading zero bits of its hash.
 */
export type Puzzle = { readonly puzzle: "squares" } | { readonly puzzle: "block-hash"; readonly difficulty: number };

/** The puzzle of the chain that a block belongs to: blocks carry `difficulty`, or they do not. */
export function puzzleOf({ difficulty }: Pick<Block, "difficulty">): Puzzle {
  return difficulty === undefined ? { puzzle: "squares" } : { puzzle: "block-hash", difficulty };
}

/** Whether two ledgers have the same puzzle and difficulty. */
export function samePuzzle(a: Puzzle, b: Puzzle): boolean {
  return bits(a) === bits(b);
}

function bits(puzzle: Puzzle): number | undefined {
  return puzzle.puzzle === "block-hash" ? puzzle.difficulty : undefined;
}
