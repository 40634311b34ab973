/**
 * The rules a chain is held to, in the order in which each block is checked against them. `record` is what the ledger
 * promises of records: their texts, and that a registration number stands for one of them.
 */
export type Rule =
  "format" | "index" | "hash" | "genesis" | "previous_hash" | "difficulty" | "timestamp" | "proof" | "record";

/**
 * What only those find who saved what the ledger showed or signed before: it shows another block now, or fewer; or the
 * blocks are not those of a checkpoint.
 */
export type HistoryRule = "fork" | "truncation" | "checkpoint" | "receipt";

/**
 * What validation found, and where. Its texts hold block numbers, hashes, proofs and timestamps, never a record: a
 * fault may be logged or shown to people who may not see patients.
 */
export interface Fault {
  /** The place in the chain, from 1, that the faulty block stands at. */
  readonly index: number;
  readonly rule: Rule | HistoryRule;
  readonly expected: string;
  readonly actual: string;
  /** One sentence for a person. */
  readonly detail: string;
}
