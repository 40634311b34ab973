/** The groups of the routes, with what the API description says of each. */
export const ROUTE_GROUPS = {
  chain: "Reading the chain: all of it, page by page, one block, or its miners' rewards.",
  mining: "Adding a record to the chain, mined by the ledger or by an external miner.",
  mempool: "The records that are waiting to be mined.",
  records: "Reading registered records, searching for them, proving and correcting them.",
  erasure: "Erasing the records of a sealed ledger, and holding them against erasure.",
  keys: "The keys with which authors sign the records of a sealed ledger.",
  reads: "The log of reads of a sealed ledger: who did what with which record, with proofs.",
  validation: "Checking the chain, on its own or against a checkpoint that you saved.",
  events: "Watching the chain grow.",
  evidence: "Evidence for checking the ledger without trusting its operator: checkpoints, proofs and tiles.",
  ledgers: "Creating and describing ledgers.",
  classes: "A class: its students, their codes, and what their pages report.",
  description: "About the Worker itself.",
} as const;

export type RouteGroup = keyof typeof ROUTE_GROUPS;
