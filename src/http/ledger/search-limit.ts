import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { isSearched, parseSearchLimit } from "../../mining/search-limit.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/**
 * Refuses a puzzle whose proofs the ledger does not search for itself, since nobody would mine genesis.
 *
 * @throws Problem if the difficulty is above the limit, or the limit is not a valid setting
 */
export function requireSearched(puzzle: Puzzle, { MAX_SEARCH_DIFFICULTY }: Env): void {
  const limit = parseSearchLimit(MAX_SEARCH_DIFFICULTY);
  if (isSearched(puzzle, limit)) return;
  if (limit === undefined) throw searchLimitNotConfigured();
  const detail = `difficulty must be at most ${limit}, since this deployment does not search for proofs of more bits.`;
  throw new Problem("invalid-puzzle", detail, {
    members: { errors: [{ name: "difficulty", detail: `must be at most ${limit}` }] },
  });
}

/**
 * A plain ledger makes no block with a correction, since external miners submit no corrections.
 *
 * @param limit the difficulty up to which the ledger searches for proofs; `undefined` if the setting is invalid
 */
export function correctionNotMined(limit: number | undefined): Problem {
  if (limit === undefined) return searchLimitNotConfigured();
  return new Problem(
    "external-proofs-only",
    `The record was not corrected, because this deployment searches for proofs only up to ${limit} bits and this ledger's ` +
      "difficulty is higher, and external miners cannot mine corrections. The operator can raise MAX_SEARCH_DIFFICULTY.",
  );
}

/**
 * The ledger accepts the record only with a proof.
 *
 * @param limit the difficulty up to which the ledger searches for proofs; `undefined` if the setting is invalid
 */
export function externalProofsOnly(limit: number | undefined): Problem {
  if (limit === undefined) return searchLimitNotConfigured();
  return new Problem(
    "external-proofs-only",
    `The record was not accepted, because this deployment searches for proofs only up to ${limit} bits and this ledger's ` +
      "difficulty is higher. Use an external miner: POST /work, find a proof, and POST it with the record to /mine_block. " +
      "npm run mine does that.",
  );
}

function searchLimitNotConfigured(): Problem {
  const { min, max } = DIFFICULTY_RANGE;
  const detail =
    "This deployment cannot search for proofs. The operator must set MAX_SEARCH_DIFFICULTY to a whole number " +
    `from ${min} to ${max}.`;
  return new Problem("puzzle-not-configured", detail);
}
