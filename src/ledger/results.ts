import type { Block, CandidateBlock } from "../chain/block.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { Receipt } from "../evidence/receipt.ts";
import type { Judgement } from "./mining/submission.ts";
import type { Cosigned } from "./signing/signed-tree.ts";

/** The same record is already in this block, so nothing was mined. */
export interface Known {
  readonly outcome: "known";
  readonly block: Block;
  readonly receipt?: Receipt | undefined;
}

/** A conflicting record has the same registration number: in the block at this index, or in the mempool. */
export interface Conflict {
  readonly outcome: "conflict";
  readonly index?: number;
}

export interface Mined {
  readonly outcome: "mined";
  readonly block: Block;
  /** Absent if the deployment has no signing key. */
  readonly receipt?: Receipt | undefined;
}

export interface Full {
  readonly outcome: "full";
}

/** The record is in the mempool and will be mined. */
export interface Accepted {
  readonly outcome: "pending";
  readonly id: string;
}

/** The ledger does not search for proofs at its difficulty. The record came without a proof, so it was not added. */
export interface ExternalOnly {
  readonly outcome: "external-only";
  /** The difficulty up to which it searches; absent if the setting is invalid. */
  readonly limit: number | undefined;
}

/** The result of mining a record; `pending` if the wait timed out before its block was mined. */
export type MineResult = Mined | Known | Conflict | Full | Accepted | ExternalOnly;

/** The result of adding a record to the mempool. */
export type AcceptResult = Accepted | Known | Conflict | Full | ExternalOnly;

/** The result of submitting the work of an external miner. */
export type SubmitResult = Mined | Known | Conflict | Exclude<Judgement, { outcome: "solved" }>;

/** What an external miner needs to start. */
export type WorkResult =
  { readonly outcome: "work"; readonly tip: Block; readonly candidate: CandidateBlock } | Known | Conflict;

/** Where an accepted record is now: its position in the mempool, or the index of its block. */
export type Whereabouts = { readonly position: number } | { readonly index: number };

/** The result of submitting the cosignatures of witnesses. */
export type CosignResult =
  | ({ readonly outcome: "cosigned" } & Cosigned)
  /** The ledger was never in the state that the checkpoint describes. */
  | { readonly outcome: "unknown-state" }
  /** It is not a checkpoint of this ledger, or a signature on it is invalid. */
  | { readonly outcome: "malformed"; readonly reason: string };

/**
 * The result of creating a ledger: it was created now, exists with the same puzzle, or exists with a different one
 * (`conflict`). `pending` if genesis takes too long to mine, `unsearchable` if the ledger does not search for proofs of
 * the puzzle.
 */
export type CreateResult = "created" | "exists" | "conflict" | "pending" | "unsearchable";

export interface Description {
  readonly puzzle: Puzzle;
  readonly tip: Block;
}
