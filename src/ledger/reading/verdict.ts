import type { Verdict } from "../../chain/validation.ts";
import type { Checkpoint } from "../../evidence/checkpoint.ts";

/** What is to be checked, beside the chain's own rules and its newest checkpoint. */
export interface ValidateOptions {
  /** Whether to recompute the whole tree, not only the path of the newest block. */
  readonly rebuild?: boolean;
  /** Checkpoints that were saved elsewhere, already verified. */
  readonly saved?: readonly Checkpoint[];
  /**
   * The index of the first block to check, when not all are asked for. The block before it is hashed again as well, and
   * beyond that taken as given. Not with `rebuild` or `saved`, which need all blocks.
   */
  readonly since?: number;
}

/**
 * The verdict, and the size of the newest signed checkpoint, which the chain agrees with: blocks behind it were mined
 * without a key to sign with. `null` when none was signed.
 */
export type StoredVerdict = Verdict & {
  readonly checkpoint?: { readonly size: number } | null;
  /** The index of the first block that was checked, when not all were asked for. */
  readonly since?: number;
};
