/** What the blocks of both kinds of ledger have in common, which is all that links a chain together. */
export interface LinkedBlock {
  /** Consecutive, starting with 1 for genesis. */
  readonly index: number;
  /** RFC 3339, in UTC with milliseconds: `2026-01-02T00:00:00.000Z`. */
  readonly timestamp: string;
  /** Who gets the reward. */
  readonly mined_by: string;
  /** How many leading zero bits `hash` must have; present on `block-hash` ledgers only. */
  readonly difficulty?: number;
  /** The nonce that solves the ledger's puzzle. */
  readonly proof: number;
  /** The `hash` of the previous block; `"0"` for genesis. */
  readonly previous_hash: string;
  /** Lower-case hex SHA-256 of the block's canonical bytes (RFC 8785). */
  readonly hash: string;
}
