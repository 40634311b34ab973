/**
 * The rules of a chain, in the order in which each block is checked against them. `record` covers the strings of a
 * record, and that each registration number belongs to one record.
 */
export type Rule =
  | "format"
  | "index"
  | "hash"
  | "genesis"
  | "previous_hash"
  | "difficulty"
  | "timestamp"
  | "proof"
  | "record"
  | EntryRule;

/**
 * The rules for the entries of a sealed block, in the order in which they follow `proof`. The last four are checked
 * entry by entry: `entry` covers what an entry of its kind holds and which earlier entries it refers to, `key` the keys
 * of authors, `seen` the blocks that authors had seen, `signature` what they signed.
 */
export type EntryRule = "merkle_root" | "entries" | "entry" | "key" | "seen" | "signature";

/**
 * Faults that only a comparison with earlier observations reveals: the ledger now shows a different block, or fewer
 * blocks, or its blocks do not match a checkpoint or receipt, or its keys those that people are known to have.
 */
export type HistoryRule = "fork" | "truncation" | "checkpoint" | "receipt" | "pin";

/** A fault that only opening a sealed ledger's records reveals: what was stored for a record does not open it. */
export type OpeningRule = "record-missing";

/**
 * What validation found, and where. Its texts hold block numbers, hashes, proofs and timestamps, but never a record: a
 * fault may be logged, or shown to people who may not see patient data.
 */
export interface Fault {
  /** The position of the faulty block in the chain, from 1. */
  readonly index: number;
  readonly rule: Rule | HistoryRule | OpeningRule;
  readonly expected: string;
  readonly actual: string;
  /** One sentence for people to read. */
  readonly detail: string;
}
