import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts of figure 1, and of the sections on what waits and on rewards, of the view that mines. */
export const figureStrings = {
  sections: { name: "Sections", mining: "Mining", mempool: "Mempool", rewards: "Rewards" },
  title: "Figure 1, live",
  lead: "The seven steps of the paper's figure. Each lights up when your record reaches it; open one to read what happens there.",
  lights: { off: "not reached", now: "now", done: "done", stopped: "stopped here", failed: "failed here" },
  said: (place: number, title: string, light: string) => `Step ${number(place)}, ${title}: ${light}.`,
  finished: (index: number) => `All seven steps are done: block ${number(index)} has arrived here.`,
  headings: { paper: "In the paper", here: "On this ledger", live: "Now" },
  section: (numeral: string) => `Section 2 (${numeral})`,
  steps: {
    mempool: {
      title: "Mempool",
      is: "Where records wait that are in no block yet.",
      paper:
        "Every transaction that is not confirmed yet waits in the transaction pool. Miners take transactions from it and put them into a block.",
      here: {
        plain:
          "A record that the ledger is to mine waits in its database, even through a crash, until its block is stored. A record that you mine in this browser waits here, in the form: the ledger stores nothing before the proof is found.",
        sealed:
          "A record becomes an entry with a number, and waits in the ledger's database until its block is stored. The list shows numbers and no patient data.",
      },
    },
    candidate: {
      title: "Block creation",
      is: "The block as it will be, without its proof.",
      paper:
        "Miners collect transactions into a block: the list of transactions, a header with a timestamp and the previous block's hash, and the root of a Merkle tree over the transactions.",
      here: {
        plain:
          "A block holds one record, so there is no list and no Merkle root: the record stands in the block itself, beside the previous block's hash. The ledger makes this candidate, and a miner asks for it.",
        sealed:
          "A block holds up to 1,000 entries, the oldest first. The header has the Merkle root over their commitments, so a miner sees no patient data and can leave out no entry.",
      },
    },
    validation: {
      title: "Record validation",
      is: "Is this a record that may be mined?",
      paper:
        "Each transaction is checked before its block is mined: whether the sender has enough funds, whether it is well formed and signed, and whether it spends the same funds twice.",
      here: {
        plain:
          "Nobody pays here, so there are no funds to check. The ledger checks the three fields, your token, and that the registration number is not taken: the same number with another patient is its double spending. The same record again leads to the block that it is in.",
        sealed:
          "Nobody pays here, so there are no funds to check. The ledger checks the three fields, your token, the author's signature if there is one, and that the registration number is not taken: the same number with another patient is its double spending.",
      },
    },
    search: {
      title: "Proof of work",
      is: "The search for a number that gives a hash with enough leading zeros.",
      paper:
        "Miners compete: each tries one nonce after the other, until the hash of the header is below the target that the difficulty sets. Whoever finds such a nonce first announces it.",
      here: {
        plain:
          "This browser searches, or the ledger does, which searches for one proof at a time. If another miner appends a block first, the race is lost, and the search starts again on the new block.",
        sealed:
          "The ledger searches for the header's nonce, and so may this browser: whoever is first appends the block. If that was somebody else, the search starts again with what still waits.",
      },
    },
    check: {
      title: "Check and addition",
      is: "Others check the proof before the block counts.",
      paper:
        "The miner sends the block to the other nodes. Each checks the hash against the target and the transactions again, and only then appends the block to its chain. So the majority decides what the chain is.",
      here: {
        plain:
          "One ledger holds the chain, and takes the place of the majority. It trusts no miner: it hashes the block once, checks its proof, its time and the record, and appends it only to the newest block. Whoever watches can check it again, as this page does in the view Verify.",
        sealed:
          "One ledger holds the chain, and takes the place of the majority. It trusts no miner: it computes the Merkle root from its own entries, checks the hash, and appends the header only to the newest block. Whoever watches can check it again, as this page does in the view Verify.",
      },
    },
    reward: {
      title: "Reward",
      is: "What the miner gets for the work.",
      paper: "Whoever mined the block is granted new coins. Then it starts over: miners compete for the next block.",
      here: {
        plain:
          "A reward is a count here: 1 for each block, to the miner that the block names. It cannot be spent. A block that the ledger mined counts for whoever registered the record.",
        sealed:
          "A reward is a count here: 1 for each block, to the miner that the block names by a pseudonym. It cannot be spent. A block that the ledger mined counts for the ledger.",
      },
    },
    propagation: {
      title: "Propagation",
      is: "Everybody else learns of the block.",
      paper: "The new block is sent through the whole network, so that all nodes have the newest version of the chain.",
      here: {
        plain:
          "The ledger sends the block to everybody who watches: other pages, external miners, and those who keep a copy with npm run follow. This step is done when the block has come back to this page that way. Witnesses then sign that the chain only grew.",
        sealed:
          "The ledger sends the header to everybody who watches: other pages, external miners, and those who keep a copy with npm run follow. This step is done when it has come back to this page that way. Witnesses then sign that the chain only grew.",
      },
    },
  },
  live: {
    waiting: (count: number) => (count === 0 ? "none waits" : `${number(count)} waiting`),
    next: (index: number) => `next: block ${number(index)}`,
    candidate: (index: number) => `for block ${number(index)}`,
    checking: "checking…",
    valid: "accepted",
    refused: "refused",
    attempts: (count: number) => plural(count, "attempt"),
    onServer: "the ledger searches",
    expected: (count: string) => `${count} expected`,
    appended: (index: number) => `block ${number(index)} appended`,
    newest: (index: number) => `newest: block ${number(index)}`,
    noCredit: "none so far",
    credit: (miner: string) => `+1 for ${miner}`,
    arrived: (index: number) => `block ${number(index)} is here`,
    onWay: "on its way",
  },
  facts: {
    waiting: "Waiting",
    oldest: "Oldest, waiting for",
    yours: "Place of your record",
    noCandidate: "No candidate now. The next block will follow this one:",
    previous: "Hash of the previous block",
    merkleRoot: "Merkle root",
    entries: "Entries",
    result: "Result",
    problem: "Refused with",
    sought: "Expected attempts",
    mostly: "Number tried last",
    miner: "Miner of the newest block",
    rewards: "Rewards so far",
    connection: "Connection to the ledger",
    newest: "Newest block here",
  },
  seeWaiting: "See what waits",
  seeRewards: "See all rewards",

  mempool: {
    title: "What waits now",
    lead: {
      plain:
        "The ledger has accepted these records and will mine them. It shows their ids and no patient data. A record that somebody mines in a browser is not among them.",
      sealed:
        "The ledger has accepted these entries and will mine them, in the order of their numbers. Their numbers are all that it shows.",
    },
    next: {
      plain:
        "A block holds one record. The ledger serves the senders in turn, each with their oldest record. So the first one below is mined next, unless its sender has just had a turn.",
      sealed: (limit: number) =>
        `The next block holds the oldest entries, up to ${number(limit)}. A search that has begun covers those that waited then.`,
    },
    empty: "Nothing waits. Records that the ledger is to mine appear here until their block is stored.",
    caption: "Waiting, oldest first",
    columns: { place: "Place", id: { plain: "Id", sealed: "Entry" }, age: "Waiting for", block: "Next block" },
    inNext: "in it",
    maybeNext: "perhaps",
    yours: "yours",
    more: (count: number) => `${plural(count, "more record waits", "more records wait")} after these.`,
    summary: (count: number) => plural(count, "record waits", "records wait"),
    mine: "Mine them in this browser",
    mineHint:
      "The browser asks for a header over the oldest entries, and searches for its nonce. The ledger may be faster.",
    minePlain:
      "The ledger mines these by itself. A miner has to know a record to mine it: whoever has one of them can type it into the form.",
    toForm: "Open the form",
    reading: "Reading what waits…",
  },
  cleared: {
    title: (index: number) => `Block ${number(index)} is on the chain`,
    entries: (first: number, last: number) =>
      first === last ? `It holds entry ${number(first)}.` : `It holds the entries ${number(first)} to ${number(last)}.`,
    nothing: "Nothing waits any more",
    faster: "The entries that waited are in blocks already: the ledger or another miner was faster.",
  },
  rewards: {
    title: "Rewards",
    lead: "Each block is worth a reward of 1 to the miner that it names. The ledger counts them from its chain; genesis has no miner.",
    meaning: {
      plain:
        "A reward cannot be spent or passed on: it is a count, and the chain proves it. A block that the ledger mined counts for whoever registered the record, and a block that an external miner or a browser mined for whoever submitted its proof.",
      sealed:
        "A reward cannot be spent or passed on: it is a count, and the chain proves it. Miners have pseudonyms here: one for the ledger itself, and one for each token that submits proofs.",
    },
    counting: "Counting the blocks…",
    none: "No block has been mined yet, so nobody has a reward.",
    caption: "Rewards by miner",
    columns: { miner: "Miner", blocks: "Blocks", reward: "Reward", share: "Share" },
    you: "you",
    all: "All",
  },
};
