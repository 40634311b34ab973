/** The subjects that the routes are grouped by. */
export const SUBJECTS = {
  chain: "Reading the chain: whole, by pages, one block, or what its miners have earned.",
  mining: "Putting a record on the chain, mined by the ledger or by an external miner.",
  mempool: "The records that wait to be mined.",
  validation: "Checking the chain, alone and against a checkpoint that you saved.",
  events: "Watching the chain grow.",
  evidence: "What lets others check the ledger without trusting who runs it: checkpoints, proofs, tiles.",
  ledgers: "Creating ledgers, and describing them.",
  description: "About the Worker itself.",
} as const;

export type Subject = keyof typeof SUBJECTS;
