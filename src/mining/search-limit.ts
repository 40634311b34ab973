import { DIFFICULTY_RANGE } from "../chain/proof-of-work.ts";
import type { Puzzle } from "../chain/puzzle.ts";

/** The difficulty up to which a ledger searches itself, where no other is set: a minute or so for each block. */
const USUAL_LIMIT = 24;

/**
 * Reads the setting that says up to which difficulty, in bits, a ledger searches proofs itself.
 *
 * @returns nothing when it is set to what is no difficulty
 */
export function parseSearchLimit(setting: string | undefined): number | undefined {
  if (!setting) return USUAL_LIMIT;
  const limit = /^\d{1,2}$/.test(setting) ? Number(setting) : Number.NaN;
  return limit >= DIFFICULTY_RANGE.min && limit <= DIFFICULTY_RANGE.max ? limit : undefined;
}

/** Whether a ledger searches the proofs of a puzzle itself; without a limit it does on no `block-hash`. */
export function isSearched(puzzle: Puzzle, limit: number | undefined): boolean {
  return puzzle.puzzle === "squares" || (limit !== undefined && puzzle.difficulty <= limit);
}
