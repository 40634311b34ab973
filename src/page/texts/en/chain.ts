import type { Block } from "../../../chain/block.ts";
import type { PatientRecord } from "../../../chain/records/record.ts";
import type { Entry } from "../../../chain/sealed/entry.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import type { SignatureCounts } from "../../../chain/sealed/signature-counts.ts";
import { TEXT_FAULTS } from "../../../chain/text/text-faults.ts";
import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts about blocks, entries and records, which several views show. */
export const chainStrings = {
  blocks: {
    lead: "Each block stores the previous block's hash. The newest block is first. Open a block to see how its hash is computed.",
    sealedLead:
      "A sealed ledger: blocks hold commitments to records, not the records. Each block stores the previous block's hash. The newest block is first. Open a block to see its entries.",
    heading: "Blocks",
    length: (count: number) => plural(count, "block"),
    onlyGenesis: "So far there is only genesis, the first block of every chain. Mine a record to add a block.",
    mineOne: "Mine a record",
    block: (index: number) => `Block ${number(index)}`,
    genesis: "genesis",
    loading: (index: number) => `Loading block ${number(index)}…`,
    fields: {
      patient_name: "Patient",
      patient_ID: "Patient ID",
      Reg_no: "Registration number",
      author: "Registered by",
      mined_by: "Mined by",
      corrects: "Corrects block",
      proof: "Proof",
      difficulty: "Difficulty",
      entries: "Entry numbers",
      merkle_root: "Merkle root",
      hash: "Hash",
      previous_hash: "Previous hash",
    },
    bits: (count: number) => plural(count, "bit"),
    links: {
      linked: (index: number) => `Linked to block ${number(index)} by its hash`,
      broken: (index: number) => `Link broken: not the hash of block ${number(index)}`,
      changed: (index: number) => `Block ${number(index)} was changed: its content does not match its hash`,
      unchecked: (index: number) => `Link to block ${number(index)} not checked`,
      unknown: (index: number) => `Block ${number(index)} is not loaded yet`,
    },
    printed: (count: number, length: number, isSearched: boolean) =>
      isSearched
        ? `Printed: the search results, ${plural(count, "block")}.`
        : count === length
          ? `Printed: the whole ledger, ${plural(length, "block")}.`
          : `Printed: the loaded blocks, ${number(count)} of ${number(length)}.`,
    listEnds: (count: number) =>
      `The list shows the newest ${plural(count, "block")}. Open an older block by its number.`,
    open: "Open",
    openLabel: "Open block number",
    retry: "Retry",
    arrivedOne: (index: number) => `Block ${number(index)} was added to the chain.`,
    arrivedMany: (count: number, length: number) =>
      `${plural(count, "block")} were added to the chain, which now has ${number(length)}.`,
    newBlocks: (count: number) => plural(count, "new block"),
    search: {
      label: "Search the loaded blocks",
      hint: "Name, ID, hash or number",
      sealedHint: "Hash, Merkle root, or number of a block or entry",
      found: (found: number, loaded: number) => `${number(found)} of ${plural(loaded, "loaded block")} found`,
      loaded: (loaded: number, length: number) =>
        loaded === length ? "All blocks are loaded." : `${number(loaded)} of ${plural(length, "block")} loaded.`,
      loadAll: "Load all",
      loadingAll: "Loading all blocks",
      tooMany: "The ledger has too many blocks to load here. Open a block by its number.",
    },
    verdict: {
      heading: "What the ledger says about itself",
      asking: "Checking every block…",
      valid: "The chain is valid",
      invalid: "The chain is not valid",
      ask: "Check now",
      askAgain: "Check again",
      checked: (count: number) => `${plural(count, "block")} checked`,
      checkpoint: (size: number) => `matches the signed checkpoint of ${plural(size, "block")}`,
      noCheckpoint: "no checkpoint has been signed",
      signatures: ({ signed, unsigned, disputed }: SignatureCounts) =>
        `signed: ${number(signed)} of ${number(signed + unsigned)} records and corrections` +
        (disputed > 0 ? `, ${plural(disputed, "entry", "entries")} disputed` : ""),
      at: (when: string) => `checked at ${when}`,
      since: (count: number) => `${plural(count, "block")} added since`,
      believeNobody: "Here the ledger vouches for itself.",
      verify: "Verify it in your browser",
    },
  },

  fault: {
    place: "Block",
    rule: "Rule",
    expected: "Expected",
    actual: "Found",
    provenBy: "Proven by",
  },

  block: {
    back: "All blocks",
    neighbours: "Previous and next block",
    previous: (index: number) => `Block ${number(index)}, the previous block`,
    next: (index: number) => `Block ${number(index)}, the next block`,
    isFirst: "This is the first block.",
    isNewest: "This is the newest block.",
    loading: "Loading the block…",
    fields: "Content",
    header: "Header",
    headerMeaning: {
      index: "The block's position in the chain; genesis is 1.",
      timestamp: "When the block was created, in UTC.",
      first_entry: "The number of its first entry. Entries are numbered over the whole chain.",
      last_entry: "The number of its last entry.",
      merkle_root: "The root of the Merkle tree over its entries: no entry can change without changing it.",
      mined_by: "genesis, ledger, or an external miner's pseudonym; never a name.",
      difficulty: "How many zero bits the hash must start with.",
      proof: "The number that solves the puzzle, found by mining.",
      previous_hash: "The previous block's hash, which links the chain.",
      hash: "The SHA-256 of everything above; through the Merkle root it covers the entries.",
    } satisfies Record<keyof Header, string>,
    meaning: {
      index: "The block's position in the chain; genesis is 1.",
      timestamp: "When the block was created, in UTC.",
      patient_name: "The patient's name.",
      patient_ID: "The clinic's ID for the patient.",
      Reg_no: "The record's registration number, which belongs to this patient alone.",
      author: "Who registered the record, if somebody else mined the block.",
      mined_by:
        "Who is credited with the block: who submitted its proof, or who sent the record for the ledger to mine.",
      corrects: "The block whose record this block corrects.",
      difficulty: "How many zero bits the hash must start with.",
      proof: "The number that solves the puzzle, found by mining.",
      previous_hash: "The previous block's hash, which links the chain.",
      hash: "The SHA-256 of everything above.",
    } satisfies Record<keyof Block, string>,
    hashTitle: "How its hash is computed",
    steps: {
      fields: "The block's fields, without hash",
      header: "The header's attributes, without hash. The entries count through their Merkle root",
      canonical: "Canonical JSON: sorted keys, no white space (RFC 8785)",
      bytes: (count: number) => `The text as UTF-8: ${plural(count, "byte")}`,
      hexView: "Show the bytes",
      digest: "SHA-256 of the bytes, computed by your browser just now",
      compare: "Compared with the hash that the ledger stores",
      stored: "Stored",
      equal: "Equal: the content has not changed since it was hashed",
      unequal: "Not equal: the content was changed after it was hashed",
    },
    chained: {
      title: "How it is linked",
      linked: (index: number) => `Its previous hash is the hash of block ${number(index)}`,
      broken: (index: number) => `Its previous hash is not the hash of block ${number(index)}`,
      changed: (index: number) =>
        `Its previous hash equals the hash that block ${number(index)} stores, but that block was changed: its content does not match its hash`,
      genesis: "Genesis has no previous block: its previous hash is 0.",
    },
    puzzle: {
      title: "Whether its proof solves the puzzle",
      squares: "proof² − previous proof², in decimal; its SHA-256 must start with 0000.",
      squaresGenesis: "The proof of genesis is 1, by definition. Nobody searched for it.",
      blockHash: (bits: number) => `The block's own hash must start with ${plural(bits, "zero bit")}.`,
      leading: (count: number, asked: number) => `${plural(count, "leading zero bit")}; ${asked} required.`,
      bits: "The first 32 bits of the hash",
      solved: "The proof solves the puzzle",
      unsolved: "The proof does not solve the puzzle",
    },
    receipt: {
      title: "Its receipt",
      lead: "The receipt proves to anyone that this block is in the ledger. It holds the hashes on the path from the block to a root that the ledger signed.",
      loading: "Fetching and verifying the receipt…",
      proves: (size: number) =>
        `Verified in your browser: the path leads to the root signed for ${plural(size, "block")}`,
      failed: "The receipt does not prove that this block is in the ledger",
      notConfigured:
        "This ledger signs nothing and issues no receipts, since it has no signing key. Its operator can set LEDGER_SIGNING_KEY.",
      keyFrom: "The key came from the ledger itself. Compare it with the key that you got from another source.",
      download: "Download the receipt",
      tree: (index: number, size: number) =>
        `The path of block ${number(index)} in the tree of ${plural(size, "block")}, from its leaf at the bottom to the root`,
      asList: "The path as a list",
      leaf: (index: number) => `Leaf ${number(index)}`,
      node: "joined",
      root: "Root",
      sibling: "sibling",
      signed: "Signed root",
      checkpoint: (size: number) => plural(size, "block"),
      startsAt: (hash: string) => `The block's leaf is ${hash}.`,
      joins: { left: "Joined with its left sibling", right: "Joined with its right sibling" },
      gives: "gives",
      ends: "The last hash is the root, which the checkpoint signs.",
    },
  },

  entries: {
    name: "Entries",
    heading: (count: number) => (count === 1 ? "Its entry" : `Its ${plural(count, "entry", "entries")}`),
    lead: "Entries hold no patient data. A commitment tells nobody what a record says, but whoever is shown the record can check that it is the one committed to.",
    count: (count: number) => plural(count, "entry", "entries"),
    numbers: (first: number, last: number) => (first === last ? number(first) : `${number(first)} to ${number(last)}`),
    kinds: {
      founding: { name: "Founding", count: (count: number) => plural(count, "founding entry", "founding entries") },
      record: { name: "Record", count: (count: number) => plural(count, "record") },
      correction: { name: "Correction", count: (count: number) => plural(count, "correction") },
      erasure: { name: "Erasure", count: (count: number) => plural(count, "erasure") },
      key: { name: "Key", count: (count: number) => plural(count, "key") },
      revocation: { name: "Revocation", count: (count: number) => plural(count, "revocation") },
    } satisfies Record<Entry["kind"], object>,
    unknownKind: "Unknown kind",
    founding: "what was fixed when the ledger was created",
    corrects: (place: number) => `replaces record ${number(place)}`,
    erases: (place: number) => `of entry ${number(place)}`,
    revokes: "of an author's key",
    more: (count: number) => `and ${number(count)} more`,
    showMore: (count: number) => `Show ${number(count)} more`,
    logged: "Opening a record is logged: who opened it, when, and its number.",
    cannotOpen:
      "Your token lacks the scope record:read, so you cannot open these records. The entries and their proofs can be checked without it.",
    root: {
      lead: "Your browser has just computed the Merkle root of these entries, to compare it with the header's:",
      computed: "Computed",
      stored: "merkle_root",
      equal: "Equal: these are the entries that the block was mined with",
      unequal: "Not equal: an entry was changed, moved, added or removed after the block was mined",
    },
  },

  record: {
    fields: {
      patient_name: "Patient name",
      patient_ID: "Patient ID",
      Reg_no: "Registration number",
    } satisfies Record<keyof PatientRecord, string>,
    /** What is wrong with a field, as a clause that follows its name. */
    fault: (field: string, clause: string) => `${field} ${clause}.`,
    faults: {
      ...TEXT_FAULTS,
      long: (limit: number) => `must have at most ${number(limit)} characters`,
    },
    open: (place: number) => `Open record ${number(place)}`,
    close: (place: number) => `Close record ${number(place)}`,
    manage: (place: number) => `Manage record ${number(place)}`,
    ofBlock: "Its record",
    reads: { title: "Log of reads", show: "Show the log of reads", hide: "Hide the log of reads" },
    opening: "Opening the record…",
    number: "Number",
    block: "Block",
    registered: "Registered",
    corrects: "Replaces record",
    correctedBy: "Replaced by record",
    receipt: {
      title: (place: number) => `Receipt of record ${number(place)}`,
      choose: "Fields that the receipt discloses",
      hint: "Whoever gets the receipt can read and prove the chosen fields, and learns nothing about the others. Without any, it proves only that an entry is on the chain.",
      download: "Download the receipt",
      done: (name: string) => `Downloaded as ${name}.`,
      disclosesNone: "It discloses no field.",
      discloses: (fields: string) => `It discloses: ${fields}.`,
      verified: "Your browser verified it.",
      notAsChosen:
        "the ledger sent a receipt of another record or with other fields than the chosen ones; it was not saved",
    },
  },

  find: {
    title: "Find a record",
    by: "Find by",
    find: "Find",
    found: (count: number) => (count === 0 ? "No record found." : `${plural(count, "record")} found.`),
    more: "There are more, which are not shown.",
    missing: (numbers: readonly number[]) =>
      `What is stored of ${numbers.length === 1 ? "record" : "records"} ${numbers.join(", ")} is missing or damaged. Tell the operator.`,
    clear: "Clear",
    logged: "Searching is logged: who, when, and the numbers of the records found, but not what was searched for.",
    results: "Records found",
  },
};
