import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { isSearched, parseSearchLimit } from "../../mining/search-limit.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/**
 * Refuses a puzzle whose proofs the ledger does not search itself: nobody would mine the genesis.
 *
 * @throws Problem when the difficulty is above the limit, or the limit is not set rightly
 */
export function requireSearched(puzzle: Puzzle, { MAX_SEARCH_DIFFICULTY }: Env): void {
  const limit = parseSearchLimit(MAX_SEARCH_DIFFICULTY);
  if (isSearched(puzzle, limit)) return;
  if (limit === undefined) throw searchLimitNotConfigured();
  const detail = `difficulty must be at most ${limit}: this deployment does not search for proofs of more bits.`;
  throw new Problem("invalid-puzzle", detail, {
    members: { errors: [{ name: "difficulty", detail: `must be at most ${limit}` }] },
  });
}

/**
 * The ledger takes the record with a proof only.
 *
 * @param limit the difficulty up to which proofs are searched here; nothing when that is not set rightly
 */
export function externalProofsOnly(limit: number | undefined): Problem {
  if (limit === undefined) return searchLimitNotConfigured();
  return new Problem(
    "external-proofs-only",
    `This ledger's difficulty is above ${limit} bits, up to which proofs are searched here. The record was not accepted. ` +
      "Use an external miner: POST /work, find a proof, and POST it with the record to /mine_block; npm run mine does that.",
  );
}

function searchLimitNotConfigured(): Problem {
  const { min, max } = DIFFICULTY_RANGE;
  const detail = `No proofs can be searched here. The operator has to set MAX_SEARCH_DIFFICULTY to a whole number from ${min} to ${max}.`;
  return new Problem("puzzle-not-configured", detail);
}
