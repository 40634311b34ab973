import type { Refusal } from "./sharing/shared-runs.ts";

/** The ledger was never founded, or has no genesis yet. */
export interface NoLedger {
  readonly outcome: "no-ledger";
}

/** The ledger mines and signs nothing, and why. */
export interface Halted {
  readonly outcome: "contradicted" | "key-missing";
}

/** What each subject has a share of. */
export type Limited = "batches" | "checks" | "counts" | "streams" | "watchers";

/** Nothing was begun: the subject has used up its share, or all subjects together ask for too much. */
export interface Refused {
  readonly outcome: Refusal;
  readonly of: Limited;
}

/** What a method of the ledger's object answers: plain values, which pass through RPC as they are. */
export type Answer<Value> = { readonly outcome: "ok"; readonly value: Value } | NoLedger | Halted | Refused;
