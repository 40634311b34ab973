import type { Block } from "../chain/block.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { Entry } from "../chain/sealed/entry.ts";
import type { Header } from "../chain/sealed/header.ts";
import type { SignatureCounts } from "../chain/sealed/signature-counts.ts";
import type { RouteFault, View } from "./address/address.ts";

/** Formats a number, with thousands separators. */
export function number(value: number, fractionDigits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits });
}

/** Formats an RFC 3339 timestamp as local date and time. */
export function time(timestamp: string): string {
  return new Date(timestamp).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
}

/** A count with its noun, in the singular for 1. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Abbreviates a large number, such as 1M. */
export function compact(value: number): string {
  return value.toLocaleString("en", { notation: "compact" });
}

/** Formats a length of time given in milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${number(milliseconds)} ms`;
  const units = [
    ["years", 31_557_600_000],
    ["days", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
  ] as const;
  // A unit is used from two of it upwards: 90 s reads better than 1.5 min.
  const [unit, length] = units.find(([, each]) => milliseconds >= 2 * each) ?? ["s", 1000];
  return `${(milliseconds / length).toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}

/** Formats a moment in milliseconds since 1970: the time alone when it is today, otherwise with the date. */
export function until(moment: number): string {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const end = new Date(moment);
  if (Number.isNaN(end.getTime())) return "…";
  return end.toDateString() === new Date().toDateString()
    ? end.toLocaleTimeString("en", clock)
    : end.toLocaleString("en", { ...clock, day: "numeric", month: "short", year: "numeric" });
}

const RECORD_FIELDS = {
  patient_name: "Patient name",
  patient_ID: "Patient ID",
  Reg_no: "Registration number",
} as const satisfies Record<keyof PatientRecord, string>;

/** The names of the kinds of entries. A map, since a ledger can serve any text as a kind, even the name of a method. */
const ENTRY_KINDS: ReadonlyMap<string, { readonly name: string; readonly one: string; readonly many: string }> =
  new Map(
    Object.entries({
      founding: { name: "Founding", one: "founding entry", many: "founding entries" },
      record: { name: "Record", one: "record", many: "records" },
      correction: { name: "Correction", one: "correction", many: "corrections" },
      erasure: { name: "Erasure", one: "erasure", many: "erasures" },
      key: { name: "Key", one: "key", many: "keys" },
      revocation: { name: "Revocation", one: "revocation", many: "revocations" },
    } satisfies Record<Entry["kind"], object>),
  );

/**
 * Every text on the page, so that it can be translated, but those of its larger parts, which are in files of their own, such
 * as lab-strings.ts.
 */
export const strings = {
  brand: "patient-ledger",
  views: {
    blocks: "Ledger",
    mine: "Mine",
    keys: "Keys",
    lab: "Lab",
    verify: "Verify",
    board: "Board",
  } satisfies Record<View, string>,
  skip: "Skip to content",
  navigation: "Views",
  guides: "Guides",
  apiReference: "API reference",
  theme: { toLight: "Light theme", toDark: "Dark theme" },

  insecure: {
    title: "Cryptography is not available over plain HTTP.",
    explanation:
      "This page cannot hash, mine or verify anything, and anyone on this network can read and change what you see. Open it over HTTPS, or at http://localhost on the machine that runs it.",
    whatToDo: "What to do",
    student:
      "In a class: open the address on your sheet. It begins with https://. Your browser shows a warning first, since the teacher's computer made its own certificate.",
    warning: (browser: string) => `In ${browser}:`,
    refusing:
      "If there is nothing to press, the device does not let you go on, as some that a school manages: use another one, or work with a neighbour, and tell your teacher.",
    teacher:
      "As the teacher: start the server with npm run class. It serves HTTPS on your network, and prints the sheet.",
    operator: "Everybody else: ask whoever runs this server for its https address.",
    instead: "Not computed: cryptography is not available over plain HTTP.",
    verdict: "No verdict: over plain HTTP, anyone on this network could forge the answer.",
  },

  wrongAddress: {
    title: "Page not found",
    faults: {
      ledger:
        "The address contains no valid ledger name. A name has up to 40 lower-case letters, digits and hyphens, as in #/main/blocks.",
      view: "The address names an unknown view. Choose one of the views above.",
      block: "The address contains no valid block number. Blocks are numbered from 1, as in #/main/blocks/1.",
      key: "The address contains no valid thumbprint of a key, which has 43 letters, digits, hyphens and underscores.",
      step: "The tour has no such step. Steps are numbered from 1 to 10.",
      place: "This view has no page at that address.",
    } satisfies Record<RouteFault, string>,
    back: (view: string, ledger: string) => `Open ${view} of ${ledger}`,
  },

  signIn: {
    title: "Sign in",
    lead: "A tamper-evident ledger of patient records. Watch it grow, mine a block, and try to break it.",
    explanation:
      "You need a token. Open the link that npm run dev prints, or paste a token here, with or without “Bearer”. It is stored in this tab only.",
    label: "Token",
    submit: "Sign in",
    notToken: "This is not a token. A token starts with “ey” and has three parts separated by dots.",
    badLink: "The link does not contain a readable token. Copy the whole link and try again.",
    expired: "Your token has expired. Sign in with a new one.",
    draftKept: "The form keeps what you typed: it will be there after you sign in.",
    getOne: "To print a token, run this on the machine that runs the ledger:",
    labFirst: "The lab needs no token: it works on its own chain.",
    openLab: "Open the lab",
  },

  session: {
    signedInAs: (subject: string) => `Signed in as ${subject}`,
    signedIn: "Signed in as",
    until: (end: string) => `until ${end}`,
    signOut: "Sign out",
    scopeMissing: (scope: string) =>
      `Your token lacks the scope ${scope}, which this needs. Sign in with a token that has it.`,
  },

  switching: {
    otherPerson: (present: string, offered: string) => `You are signed in as ${present}. Switch to ${offered}?`,
    otherRights: (present: string) => `You are signed in as ${present}. Use the link's token instead?`,
    present: "Current token",
    offered: "The link's token",
    who: "Signed in as",
    scopes: "Scopes",
    ledgers: "Ledgers",
    patients: "Patients",
    patientsOf: (count: number | undefined) => (count === undefined ? "all" : `only ${number(count)}`),
    until: "Expires",
    draftLost: "If you switch, what you typed into the form is lost.",
    stay: (present: string) => `Stay signed in as ${present}`,
    change: (offered: string) => `Switch to ${offered}`,
    keep: "Keep the current token",
    take: "Use the link's token",
    refused: "This link could not sign you in",
    still: (present: string) => `You are still signed in as ${present}.`,
    close: "Close",
  },

  ledger: {
    title: (name: string) => `Ledger ${name}`,
    choose: "Ledger",
    open: "Open",
    names: "Up to 40 lower-case letters, digits and hyphens.",
    startsWith: (prefix: string) => `${prefix}…`,
    chooseOne: "Your token does not give access to this ledger. Choose another ledger.",
    openable: {
      title: "Ledgers you can open",
      none: "None: your token lists no ledgers. Sign in with another token.",
      names: "By name",
      under: (prefix: string) => (prefix === "" ? "Any ledger" : `Any ledger whose name starts with ${prefix}`),
      mayCreate: "If there is no ledger with that name yet, you can create it.",
      mayNotCreate: "The ledger must already exist: to create one, your token needs the scope ledger:create.",
    },
    kinds: { plain: "plain", sealed: "sealed" },
    sandbox: "sandbox",
    asSandbox: "A sandbox, to practise on",
    sandboxHint:
      "A sandbox can be deleted, with everything in it, and no other ledger can. This cannot be changed later. Never use one for real records.",
    deleted: (name: string) =>
      `The ledger ${name} was a sandbox, and was deleted with everything in it. No ledger will ever have its name again. Open another one.`,
    records: "Kind of ledger",
    recordsOf: {
      plain:
        "Plain: every block holds a record that all readers can read, for ever. For teaching, and for data that is nobody's secret.",
      sealed:
        "Sealed: blocks hold only commitments; the records are encrypted beside the chain, and only those who may read them can open them. For real patients.",
    },
    mustSign: "Records must be signed",
    mustSignHint:
      "The ledger then takes records and corrections only with the signature of an author whose key is enrolled. This cannot be changed later.",
    sealedPuzzle: "A sealed ledger's puzzle is block-hash.",
    squares: "puzzle squares",
    blockHash: (difficulty: number) => `puzzle block-hash, ${plural(difficulty, "bit")}`,
    state: {
      opening: "Connecting…",
      live: "Live",
      interrupted: "Connection lost, retrying…",
      refused: "Not connected",
    },
    notFound: (name: string) => `The ledger ${name} does not exist yet.`,
    create: "Create this ledger",
    puzzle: "Puzzle",
    puzzles: {
      squares: "squares: from the paper; every chain has the same proofs",
      "block-hash": "block-hash: each proof depends on its block's content",
    },
    difficulty: "Difficulty in bits",
    creating: "Creating…",
  },

  mine: {
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
      fields: RECORD_FIELDS,
      fault: (field: string, clause: string) => `${field} ${clause}.`,
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
          `It puts the nonces 0, 1, 2 and so on into the block and hashes it with SHA-256, until the hash starts with ${plural(bits, "zero bit")}. That nonce is the proof. Every second the block gets a new timestamp, and the nonces start again at 0.`,
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
      percent: (share: number) => `${share > 0.9949 ? "over 99" : number(share * 100)} %`,
      now: (percent: string) => `${percent} of miners would be done by now.`,
      done: (percent: string) => `${percent} of miners would have been done by then.`,
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
      needed: { squares: "Attempts, counted up from 1", "block-hash": "Attempts with this timestamp" },
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
      attempts: { squares: "Attempts per block", "block-hash": "Attempts with each block's final timestamp" },
      attemptsAxis: "attempts, logarithmic",
      attemptsNote: {
        squares:
          "On this puzzle, a search counts up from 1, so the proof is the number of attempts. A repeated proof was looked up without any attempts.",
        "block-hash":
          "A search restarts with a new timestamp every second, and a block reveals only the attempts with its final timestamp. It may have taken more: only its miner knows the total.",
      },
      attemptsHere: (count: number) =>
        count === 1
          ? "The diamond is a block mined in this browser: it shows the total."
          : `The ${count} diamonds are blocks mined in this browser: they show the totals.`,
      lastTimestamp: (attempts: string) => `${attempts} with its final timestamp`,
      inAll: (attempts: string) => `${attempts} in total, mined in this browser`,
      expected: {
        squares: (attempts: string) => `expected: ${attempts}`,
        "block-hash": (attempts: string) => `expected in total: ${attempts}`,
      },
      times: "Time between blocks",
      timesAxis: "time, logarithmic",
      timesNote: "The time from one block's timestamp to the next. It depends on how often somebody mines.",
      median: (value: string) => `median: ${value}`,
      point: (index: number, value: string) => `Block ${number(index)}: ${value}`,
      summary: (title: string, from: number, to: number, low: string, high: string, middle: string) =>
        `${title}, blocks ${number(from)} to ${number(to)}: from ${low} to ${high}, median ${middle}.`,
      tooShort: "There is nothing to draw until the first block is mined.",
    },
  },

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
      checkpoint: (size: number) => strings.blocks.length(size),
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
    kind: (kind: string): string => ENTRY_KINDS.get(kind)?.name ?? "Unknown kind",
    summary: (entries: readonly Entry[]): string => {
      const counts = new Map<string, number>();
      for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return Array.from(counts, ([kind, count]) => {
        const { one, many } = ENTRY_KINDS.get(kind) ?? { one: "entry", many: "entries" };
        return plural(count, one, many);
      }).join(", ");
    },
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
    fields: RECORD_FIELDS,
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
      done: (name: string, fields: readonly (keyof PatientRecord)[], isVerified: boolean): string => {
        const names = fields.map((field) => RECORD_FIELDS[field]).join(", ");
        const disclosed = names === "" ? "It discloses no field." : `It discloses: ${names}.`;
        return `Downloaded as ${name}. ${disclosed}${isVerified ? " Your browser verified it." : ""}`;
      },
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

  hash: { leadingZeros: (count: number) => plural(count, "leading zero") },
  copy: { action: "Copy", done: "Copied" },
  loadingView: "Loading this view…",
  loadingFailed: "A part of this page could not be loaded. Reload the page.",
  unexpected: (message: string) => `Something went wrong: ${message}`,
};
