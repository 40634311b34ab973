import type { Block, CandidateBlock } from "../chain/block.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { Receipt } from "../evidence/receipt.ts";
import type { Judgement } from "./mining/submission.ts";

/** The same record stands in this block already; nothing was mined. */
export interface Known {
  readonly outcome: "known";
  readonly block: Block;
  readonly receipt?: Receipt | undefined;
}

/** The registration number has other details with it: in the block at this index, or in a record that waits. */
export interface Conflict {
  readonly outcome: "conflict";
  readonly index?: number;
}

export interface Mined {
  readonly outcome: "mined";
  readonly block: Block;
  /** Absent where the deployment has no key to sign with. */
  readonly receipt?: Receipt | undefined;
}

export interface Full {
  readonly outcome: "full";
}

/** The record waits in the mempool, and will be mined. */
export interface Accepted {
  readonly outcome: "pending";
  readonly id: string;
}

/** The ledger does not search for proofs of its difficulty: the record came without one, and was not added. */
export interface ExternalOnly {
  readonly outcome: "external-only";
  /** The difficulty up to which it searches; absent where that is not set rightly. */
  readonly limit: number | undefined;
}

/** What became of a record that was to be mined; `pending` when the wait for its block ended before it was mined. */
export type MineResult = Mined | Known | Conflict | Full | Accepted | ExternalOnly;

/** What became of a record that was to be put into the mempool. */
export type AcceptResult = Accepted | Known | Conflict | Full | ExternalOnly;

/** What became of the work of an external miner. */
export type SubmitResult = Mined | Known | Conflict | Exclude<Judgement, { outcome: "solved" }>;

/** What an external miner needs to start. */
export type WorkResult =
  { readonly outcome: "work"; readonly tip: Block; readonly candidate: CandidateBlock } | Known | Conflict;

export interface Description {
  readonly puzzle: Puzzle;
  readonly tip: Block;
}
