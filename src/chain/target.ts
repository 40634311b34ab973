import { expectedAttempts } from "./proof-of-work.ts";
import type { Puzzle } from "./puzzle.ts";

/**
 * The number that the hash which a puzzle is about must be below, read as a number of 256 bits: the block's own hash on
 * `block-hash`, that of the difference of the squares on `squares`.
 *
 * @returns 64 lower-case hex digits, so that comparing it with a hash as text gives the same order
 */
export function targetOf(puzzle: Puzzle): string {
  const attempts = expectedAttempts(puzzle.puzzle === "block-hash" ? puzzle.difficulty : undefined);
  return (2n ** 256n / BigInt(attempts)).toString(16).padStart(64, "0");
}
