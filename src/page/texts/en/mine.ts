import { number, percent } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts of the view that mines. */
export const mineStrings = {
  title: "Mine a block",
  lead: "A record enters the ledger in a block, and a block needs a proof: a number that can only be found by trial and error.",
  sealedTitle: "Register a record",
  sealedLead:
    "The ledger encrypts the record and keeps it beside the chain. Only a commitment to it enters a block, and a block needs a proof: a number that can only be found by trial and error.",
  tip: {
    name: "Newest block",
    block: (index: number) => `Block ${number(index)}`,
    minedBy: (name: string) => `mined by ${name}`,
  },
  form: {
    title: "The record",
    taken: "is already registered with another name or patient ID",
    searcher: "Where to search for the proof",
    searchers: {
      subtle: "In this browser, one hash at a time with crypto.subtle",
      simd: "In this browser, four hashes at a time with the WebAssembly kernel",
      server: "On the server",
    },
    rate: (rate: string) => `(${rate} hashes per second)`,
    sealedServer: "On the server alone",
    submit: "Mine the block",
    register: "Register the record",
    busy: "Mining…",
  },
  idle: {
    title: "What a miner does",
    puzzle: {
      squares:
        "It tries 1, 2, 3 and so on. It squares each number, subtracts the square of the newest block's proof, and hashes the difference with SHA-256, until a hash starts with four zeros. That number is the proof.",
      "block-hash": (bits: number) =>
        `It puts one nonce after the other into the block, from a random one on, and hashes the block with SHA-256, until the hash starts with ${plural(bits, "zero bit")}. That nonce is the proof. Every second the block gets a new timestamp, and the search begins again at another random nonce.`,
    },
    expected: (attempts: string) =>
      `A hash cannot be predicted, so trial and error is the only way. The average is ${attempts} attempts.`,
    remark: {
      squares:
        "On this puzzle, a proof depends only on the previous proof. So all chains go through the same proofs, and the proofs repeat. The server looks up a proof that its chain already contains, and searches only for new ones.",
      "block-hash":
        "On this puzzle, the hash covers the whole block. So the work counts only for this record at this position in the chain.",
    },
    sealed:
      "It gets no patient data: only a header, whose Merkle root covers the commitments that are waiting. The server mines them too, and whoever finds a proof first appends the block.",
    sealedRemark:
      "On this puzzle, the hash covers the header, and through the Merkle root all entries. So the work counts only for these entries at this position in the chain.",
    after:
      "The miner then submits the block with its proof. The ledger checks the block and appends it, unless another block got there first.",
  },
  search: {
    title: (index: number) => `Searching for block ${number(index)}`,
    asking: "Asking the ledger for work…",
    found: (index: number) => `Found block ${number(index)}, submitting it…`,
    attempts: "Attempts",
    expected: "Expected",
    perSecond: "Hashes per second",
    lost: "Races lost",
    noKernel: "This browser cannot run the WebAssembly kernel, so the search uses crypto.subtle.",
    first: "Starting…",
    now: {
      squares: (proof: string) => `Hash for the number ${proof}`,
      "block-hash": (nonce: string) => `The block's hash with nonce ${nonce}`,
    },
    sought: {
      squares: "Target: four leading zeros",
      "block-hash": (bits: number) => `Target: ${plural(bits, "leading zero bit")}; a hex digit is four bits`,
    },
    shown: "Some of the attempts",
    stop: "Cancel",
    announced: (index: number, attempts: string) =>
      `Searching for block ${number(index)}: ${attempts} attempts so far.`,
    unreachable: "Your proof is saved, and will be submitted again until the ledger answers.",
    goesOn: "The search continues when the ledger answers.",
  },
  luck: {
    title: "Luck",
    percent: (share: number) => (share > 0.9949 ? `over ${percent(0.99)}` : percent(share)),
    now: (share: string) => `${share} of miners would be done by now.`,
    done: (share: string) => `${share} of miners would have been done by then.`,
    explanation:
      "At the expected number of attempts, it is 63 %. Each attempt is independent: a long search without success brings a miner no closer to the proof.",
    mark: "expected",
  },
  proofs: {
    title: "How long this proof takes",
    now: (count: number, all: number) => `${count} of this puzzle's ${all} proofs take at most this many attempts.`,
    done: (attempts: string, fewer: number, all: number) =>
      `Every miner who counts up from 1 needs these ${attempts} attempts. ${fewer} of this puzzle's ${all} proofs take fewer.`,
    explanation:
      "On squares, the previous proof alone determines the next one. Neither the miner nor the block's content matters, so luck plays no part.",
  },
  lost: {
    race: (index: number, by: string | undefined) =>
      `Race lost: another miner${by === undefined ? "" : `, ${by},`} found block ${number(index)} first. The search continues at the new tip.`,
    count: (count: number) => `Races lost: ${number(count)}.`,
  },
  server: {
    title: "The server searches",
    wait: (index: number) =>
      `The server mines one record at a time, and answers when yours is on the chain. The next block is ${number(index)}.`,
    sealedWait: "The server seals the record and mines its entry, and answers when the block is on the chain.",
    stop: "Stop waiting",
  },
  stopped: {
    browser: "The search was cancelled. Nothing was submitted.",
    server: "The server already has your record and will still mine it.",
  },
  failed: {
    title: "Not mined",
    sealedTitle: "Not registered",
    repeat: "You can safely try again: the ledger never mines a record twice.",
  },
  done: {
    mined: (index: number) => `Block ${number(index)} is on the chain`,
    known: (index: number) => `This record is already in block ${number(index)}`,
    once: "The ledger never mines a record twice, so nothing was added.",
    hash: "Hash",
    digest: (proof: string, previous: string) => `SHA-256 of ${proof}² − ${previous}²`,
    proof: "Proof",
    time: "Time",
    attempts: "Attempts",
    engine: "Hashed by",
    engines: { subtle: "crypto.subtle", simd: "kernel" },
    needed: "Attempts, counted up from 1",
    timestamp: "Timestamp",
    author: "Registered by",
    minedBy: "Mined by",
    checked: {
      browser:
        "The ledger did not trust this browser: it rehashed the block and checked the proof before appending it.",
      server:
        "The server mined and appended the block. You need not trust it: the Verify view checks the chain in your browser.",
      nobody: "The server says that it mined and appended the block. Over plain HTTP, that cannot be checked.",
    },
    open: (index: number) => `Open block ${number(index)}`,
  },
  registered: {
    title: (place: number) => `Record ${number(place)} is registered`,
    known: (place: number) => `This record is already registered, as number ${number(place)}`,
    once: "The ledger never registers a record twice, so nothing was added.",
    added: "The record is encrypted beside the chain, and its entry is in a block.",
    number: "Number",
    block: "Block",
    entries: "Entry numbers",
    commitment: "Commitment",
    verifying: "Verifying the receipt…",
    verified: (place: number, index: number) =>
      `Its receipt was verified in your browser: entry ${number(place)} is in block ${number(index)}, which the ledger signed`,
    failed: "The receipt does not prove that the record is in the ledger",
    receipt: "Its receipt",
    receiptHint: "Keep the receipt: it proves that the record was registered, even if the ledger later denies it.",
  },
  history: {
    title: "Recent blocks",
    block: "block",
    attempts: { squares: "Attempts per block", "block-hash": "Attempts for the blocks mined in this browser" },
    attemptsAxis: "attempts, logarithmic",
    attemptsNote: {
      squares:
        "On this puzzle, a search counts up from 1, so the proof is the number of attempts. A repeated proof was looked up without any attempts.",
      "block-hash":
        "A search begins at a random nonce, and again with every new timestamp. So a block does not tell how many attempts it took: only its miner knows.",
    },
    noneHere: "None of these blocks was mined in this browser since you opened the page.",
    expected: (attempts: string) => `expected: ${attempts}`,
    times: "Time between blocks",
    timesAxis: "time, logarithmic",
    timesNote: "The time from one block's timestamp to the next. It depends on how often somebody mines.",
    median: (value: string) => `median: ${value}`,
    point: (index: number, value: string) => `Block ${number(index)}: ${value}`,
    summary: (title: string, from: number, to: number, low: string, high: string, middle: string) =>
      `${title}, blocks ${number(from)} to ${number(to)}: from ${low} to ${high}, median ${middle}.`,
    tooShort: "There is nothing to draw until the first block is mined.",
  },
};
