import type { Fault } from "../chain/fault.ts";

/** What each rule asks for. */
const RULES: Readonly<Record<Fault["rule"], string>> = {
  format: "every block has the same fields, of the same types",
  index: "blocks are numbered without gaps",
  hash: "a block's hash is the hash of its content",
  genesis: "every chain starts with a genesis block, and a ledger's genesis never changes",
  previous_hash: "each block stores the previous block's hash",
  difficulty: "the puzzle never changes after the ledger is created",
  timestamp: "no block is older than the previous block, or from the future",
  proof: "every proof solves the puzzle",
  record: "every record has valid texts, and every registration number belongs to one patient",
  merkle_root: "every block has the entries that it was mined with",
  entries: "the entries of all blocks are numbered without a gap",
  entry: "every entry has what its kind needs, and refers to entries that it may refer to",
  key: "every signature is by a key that was enrolled and not revoked",
  seen: "the blocks that authors saw are on the chain",
  signature: "every signature fits its entry, its key and this ledger",
  fork: "the ledger never replaces a block that it has shown",
  truncation: "the ledger never removes a block that it has shown",
  checkpoint: "the chain contains what the ledger signed",
  receipt: "a block with a receipt is on the chain",
  pin: "a name has no other key than those that it was pinned to",
  "record-missing": "what is stored for a record opens it",
};

/** A rule with what it asks for. A ledger may report a rule that this version does not know. */
export function ruleText(rule: string): string {
  const text = new Map(Object.entries(RULES)).get(rule);
  return text === undefined ? rule : `${rule}: ${text}`;
}
