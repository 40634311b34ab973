import type { Refusal } from "./sharing/shared-runs.ts";

/** The ledger was never created, or has no genesis yet. */
export interface NoLedger {
  readonly outcome: "no-ledger";
}

/** The ledger was a sandbox and was deleted. Nothing brings it back, and its name is never free again. */
export interface Deleted {
  readonly outcome: "deleted";
}

/** Why the ledger is halted, so that it neither mines nor signs. */
export interface Halted {
  readonly outcome:
    | "contradicted"
    | "key-missing"
    /** The secret that a sealed ledger's records are encrypted under is missing, or is not the one that was used. */
    | "record-key-missing"
    /** There is no vault, or it is not the one that was made with this ledger. */
    | "vault-lost"
    /** The vault was restored from an older state. */
    | "vault-behind"
    /** The ledger was restored from an older state than the vault has seen. */
    | "ledger-behind";
}

/** The resources that are limited for each subject. */
export type Limited = "batches" | "checks" | "conflicts" | "searches" | "streams" | "watchers";

/** Nothing was started: the subject has used up its share, or the ledger is busy with the requests of all subjects. */
export interface Refused {
  readonly outcome: Refusal;
  readonly of: Limited;
}

/** A value, from a ledger that exists. */
export interface Answered<Value> {
  readonly outcome: "ok";
  readonly value: Value;
  /** Present if the ledger may be deleted some day, so that nothing of it may be served without asking it. */
  readonly isDeletable?: true;
}

/** The result of a method of the ledger's object: a plain value, so that it can cross RPC unchanged. */
export type Answer<Value> = Answered<Value> | NoLedger | Deleted | Halted | Refused;
