import type { ListedEntry, KeyHistory } from "./authors.ts";
import type { Fault } from "../../chain/fault.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { ProvenEntry } from "../receipts/proven-entry.ts";
import type { SignatureCounts } from "../../chain/sealed/signature-counts.ts";

/** Something that the user saved, under a name that they recognize, such as its file name. */
export interface Saved<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A check that passed. */
export type Finding =
  /** `entries` counts those of a sealed ledger; absent on a plain one. */
  | { readonly check: "blocks"; readonly length: number; readonly entries?: number }
  /** Of a sealed ledger: what its authors signed, all verified, and the numbers of the disputed entries. */
  | ({ readonly check: "signatures"; readonly disputedEntries: readonly number[] } & SignatureCounts)
  | { readonly check: "genesis"; readonly hash: string }
  | { readonly check: "newest-checkpoint"; readonly size: number }
  | { readonly check: "cosignatures"; readonly count: number; readonly witnesses: number }
  | { readonly check: "kept-checkpoint"; readonly name: string; readonly size: number }
  /** A saved copy and the chain have the same first blocks; `length` counts them. */
  | { readonly check: "copy"; readonly name: string; readonly length: number }
  | {
      readonly check: "receipt";
      readonly name: string;
      readonly index: number;
      readonly hash: string;
      readonly entry?: ProvenEntry;
    }
  /** A pinned key is enrolled; `isNamed` says whether it is proved to be enrolled in the pinned name. */
  | { readonly check: "pin"; readonly name: string; readonly key: KeyHistory; readonly isNamed: boolean }
  /** What the key that was asked about signed. */
  | { readonly check: "author"; readonly key: KeyHistory; readonly entries: readonly ListedEntry[] };

/** A check that was requested but could not be made. */
export interface Skipped {
  readonly check: Finding["check"] | "rest";
  /** The name of the {@link Saved} evidence, or of the {@link Pin}. */
  readonly name?: string;
  /** A clause for people to read. */
  readonly reason: string;
}

/**
 * The evidence that was missing: a key of the ledger, a checkpoint that it signed for all blocks, or a saved checkpoint
 * to compare the history with.
 */
export type Gap = "key" | "checkpoint" | "history";

/** The most faults that a report lists. */
export const FAULT_LIMIT = 100;

/**
 * Where a rewritten chain first differs from what saved evidence shows: after block `unchanged`, and in block `differs` at
 * the latest.
 */
export interface Divergence {
  readonly unchanged: number;
  readonly differs: number;
}

/** A verified cosignature: at that time, its witness saw the chain up to a block. */
export interface Witnessed {
  /** The name of the witness's key. */
  readonly witness: string;
  /** How many blocks the cosigned checkpoint covers. */
  readonly size: number;
  /** The time by the witness's clock, in RFC 3339 format. */
  readonly at: string;
  /** The name of the {@link Saved} checkpoint; absent for the newest one. */
  readonly name?: string;
}

/** A fault of a report. */
export interface FoundFault extends Fault {
  /** The name of the {@link Saved} evidence that proves it, if it takes such evidence. */
  readonly provenBy?: string;
}

/** The result of verifying a whole chain. Without `fault`, all checks that were made have passed. */
export interface Report {
  readonly length: number;
  readonly head: string | undefined;
  readonly root: string;
  /** The hash of genesis and the puzzle that it set, to be saved for the next verification. */
  readonly genesis: string | undefined;
  readonly puzzle: Puzzle | undefined;
  readonly checked: readonly Finding[];
  readonly unchecked: readonly Gap[];
  /** The checks that were requested but not made. */
  readonly skipped: readonly Skipped[];
  /** The first fault. */
  readonly fault?: FoundFault;
  /** The faults after the first one, so that a report has up to {@link FAULT_LIMIT}. */
  readonly furtherFaults: readonly FoundFault[];
  /** Whether there are more faults than a report lists. */
  readonly hasMoreFaults?: true;
  /** Present if saved evidence tells where a rewritten chain differs. */
  readonly divergence?: Divergence;
  /** The cosignatures of the checkpoints that the chain agrees with. */
  readonly witnessed: readonly Witnessed[];
}
