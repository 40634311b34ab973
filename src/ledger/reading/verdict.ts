import type { SignatureCounts } from "../../chain/sealed/signature-counts.ts";
import type { Verdict } from "../../chain/validation.ts";
import type { Checkpoint } from "../../evidence/notes/checkpoint.ts";

/** What to check in addition to the chain's rules and its newest checkpoint. */
export interface ValidateOptions {
  /** Whether to recompute the whole tree instead of only the path of the newest block. */
  readonly rebuild?: boolean;
  /** Checkpoints that were saved outside the ledger; their signatures are already verified. */
  readonly saved?: readonly Checkpoint[];
  /**
   * The index of the first block to check; all blocks if absent. The block before it is rehashed too, and on a sealed
   * ledger genesis, but everything else before it is taken as given. Cannot be combined with `rebuild` or `saved`, which
   * need all blocks.
   */
  readonly since?: number;
  /** Whether to open every record of a sealed ledger too. */
  readonly open?: boolean;
}

/** What a check that opened the records of a sealed ledger found, in versions: each correction is one more. */
export interface OpenedRecords {
  /** How many opened to what the chain says. */
  readonly opened: number;
  /** How many no longer open, since their records were erased. */
  readonly erased: number;
}

/**
 * The verdict, and the size of the newest signed checkpoint that the chain agrees with. Blocks after it were mined
 * without a signing key. `null` if no checkpoint was ever signed. On a sealed ledger, a valid one also counts the
 * signatures of the blocks that were checked and, if the records were opened, those.
 */
export type StoredVerdict = Verdict & {
  readonly checkpoint?: { readonly size: number } | null;
  readonly signatures?: SignatureCounts;
  readonly records?: OpenedRecords;
  /** The index of the first block that was checked; absent if all were. */
  readonly since?: number;
};
