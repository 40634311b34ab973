import { DIFFICULTY_RANGE } from "../chain/proof-of-work.ts";
import type { Puzzle } from "../chain/puzzle.ts";

/** The default search limit, in leading zero bits. Mining a block takes about 40 seconds at this difficulty. */
const USUAL_LIMIT = 24;

/**
 * Parses the setting for the highest difficulty, in leading zero bits, at which a ledger searches for proofs itself.
 *
 * @returns the limit, or `undefined` if the setting is not a valid difficulty
 */
export function parseSearchLimit(setting: string | undefined): number | undefined {
  if (!setting) return USUAL_LIMIT;
  const limit = /^\d{1,2}$/.test(setting) ? Number(setting) : Number.NaN;
  return limit >= DIFFICULTY_RANGE.min && limit <= DIFFICULTY_RANGE.max ? limit : undefined;
}

/** Whether a ledger searches for a puzzle's proofs itself. Without a limit it never does on `block-hash`. */
export function isSearched(puzzle: Puzzle, limit: number | undefined): boolean {
  return puzzle.puzzle === "squares" || (limit !== undefined && puzzle.difficulty <= limit);
}
