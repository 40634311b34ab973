import type { Pin } from "./checking/authors.ts";
import type { VerifiedCheckpoint } from "./notes/checkpoint.ts";
import type { Fault } from "../chain/fault.ts";
import type { Saved, Skipped } from "./checking/findings.ts";
import type { InclusionProof } from "./receipts/receipt.ts";

/** A chain to verify, and the saved evidence to verify it against. */
export interface Evidence {
  /** The blocks from genesis on. Nothing is assumed about their shape. */
  readonly blocks: AsyncIterable<unknown>;
  /** The newest checkpoint, if the source of the chain has one. */
  readonly newest: VerifiedCheckpoint | undefined;
  readonly checkpoints: readonly Saved<VerifiedCheckpoint>[];
  readonly receipts: readonly Saved<InclusionProof>[];
  /** The hash of genesis as the user saved it. A ledger that was created again has a different one. */
  readonly genesis?: string | undefined;
  /** Keys that people are known to have. No receipt may show another key in such a name, or such a key in another. */
  readonly pins?: readonly Pin[];
  /** The thumbprint of a key, to list what it signed. */
  readonly author?: string | undefined;
  /** Copies of the chain that were saved earlier, to tell which block was rewritten. Nothing is assumed about them. */
  readonly copies?: readonly Saved<AsyncIterable<unknown>>[];
  /** Evidence that the source could not provide, and why. */
  readonly skipped?: readonly Skipped[];
  /**
   * The name of the ledger that the blocks are of by their own checkpoint, if it is another one than that of the keys. What
   * the ledger of the keys signed then proves nothing against these blocks.
   */
  readonly otherLedger?: string | undefined;
  /** Whether the blocks are only the first part of the chain. Checkpoints that cover more blocks are then skipped. */
  readonly isPart?: boolean;
  /** A fault that the ledger itself reports. It is used if verification finds no other. */
  readonly admitted?: Fault | undefined;
}
