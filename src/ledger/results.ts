import type { Block, CandidateBlock } from "../chain/block.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { Receipt } from "../evidence/receipt.ts";
import type { Judgement } from "./mining/submission.ts";
import type { Cosigned } from "./signing/signed-tree.ts";

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

/** Where a record is that was accepted once: its place in the line, or the index of its block. */
export type Whereabouts = { readonly position: number } | { readonly index: number };

/** What became of a witness's cosignatures. */
export type CosignResult =
  | ({ readonly outcome: "cosigned" } & Cosigned)
  /** The ledger never was in the state that the checkpoint describes. */
  | { readonly outcome: "unknown-state" }
  /** It is no checkpoint of this ledger, or a signature on it is not right. */
  | { readonly outcome: "malformed"; readonly reason: string };

/**
 * The result of creating a ledger: it was created now, existed with the same puzzle, or exists with another one.
 * `pending` when its genesis takes long to mine, `unsearchable` when the ledger does not search for proofs of the puzzle.
 */
export type CreateResult = "created" | "exists" | "conflict" | "pending" | "unsearchable";

export interface Description {
  readonly puzzle: Puzzle;
  readonly tip: Block;
}
