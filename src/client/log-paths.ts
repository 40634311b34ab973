/**
 * A log of which a ledger signs checkpoints: its blocks, for which a token needs `chain:read`, or on a sealed ledger its log
 * of reads, for which it needs `audit:read`.
 */
export type LogName = "blocks" | "reads";

/** The path of each log's routes, below the ledger's address. */
export const LOG_PATHS: Readonly<Record<LogName, string>> = { blocks: "", reads: "/reads" };
