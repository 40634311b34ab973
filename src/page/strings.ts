import type { Block } from "../chain/block.ts";
import type { HistoryRule, Rule } from "../chain/fault.ts";
import type { Gap, Skipped } from "../evidence/verification.ts";
import type { RouteFault, View } from "./address.ts";

/** A number as a person reads it. */
export function number(value: number, fractionDigits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits });
}

/** A time as a person reads it, from RFC 3339. */
export function time(timestamp: string): string {
  return new Date(timestamp).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" });
}

/** A count and what is counted. */
function plural(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** A large number, shortened: 1M. */
export function compact(value: number): string {
  return value.toLocaleString("en", { notation: "compact" });
}

/** A length of time as a person reads it, from milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${number(milliseconds)} ms`;
  const units = [
    ["years", 31_557_600_000],
    ["days", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
  ] as const;
  // Whole units read well only from some of them on: 90 s rather than 1.5 min.
  const [unit, length] = units.find(([, each]) => milliseconds >= 2 * each) ?? ["s", 1000];
  return `${(milliseconds / length).toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}

/** When something ends, in milliseconds since 1970, as a person reads it: the time today, with the date otherwise. */
export function until(moment: number): string {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const end = new Date(moment);
  if (Number.isNaN(end.getTime())) return "…";
  return end.toDateString() === new Date().toDateString()
    ? end.toLocaleTimeString("en", clock)
    : end.toLocaleString("en", { ...clock, day: "numeric", month: "short", year: "numeric" });
}

/** All that the page says, so that a translation is one file. */
export const strings = {
  brand: "patient-ledger",
  views: { blocks: "Ledger", mine: "Mine", lab: "Lab", verify: "Verify" } satisfies Record<View, string>,
  skip: "To the content",
  navigation: "Views",
  guides: "Guides",
  apiReference: "API reference",
  theme: { toLight: "Light colours", toDark: "Dark colours" },

  insecure: {
    title: "Your browser gives this page no cryptography over plain http.",
    explanation:
      "So nothing is hashed, mined or verified here, and anybody on this network can read and change what you see. Open the page over https, or at http://localhost on the machine that runs it.",
    instead: "Not computed: over plain http your browser gives this page no cryptography.",
    verdict: "Not judged: over plain http anybody on this network could forge the answer.",
  },

  wrongAddress: {
    title: "There is no such page",
    faults: {
      ledger:
        "The address does not name a ledger. Names have lower-case letters, digits and hyphens, at most 40: #/main/blocks.",
      view: "The address names no view of the ledger. Choose one of those above.",
      block: "The address does not name a block. Blocks are numbered from 1 on: #/main/blocks/1.",
      step: "The tour has no such step. Its steps are numbered from 1 to 8.",
      place: "The address leads to a part of this view that does not exist.",
    } satisfies Record<RouteFault, string>,
    back: (view: string, ledger: string) => `Open ${view} of ${ledger}`,
  },

  signIn: {
    title: "Sign in",
    lead: "A ledger of patient records that nobody can change unnoticed. See it grow, mine for it, try to break it.",
    explanation:
      "Nothing here answers without a token. Open the link that npm run dev prints, or paste a token, with or without Bearer before it. It is kept in this tab only.",
    label: "Token",
    submit: "Sign in",
    notToken: "This is not a token. It has three parts with dots between them, and begins with ey.",
    badLink: "The link holds no token that can be read: copy it again, whole.",
    expired: "Your token has expired. Sign in with a new one.",
    draftKept: "What you typed is still in the form once you are signed in again.",
    getOne: "Where the ledger runs, this prints one:",
    labFirst: "The lab needs no token: it works on a chain of its own.",
    openLab: "Open the lab",
  },

  session: {
    signedInAs: (subject: string) => `Signed in as ${subject}`,
    signedIn: "Signed in as",
    until: (end: string) => `until ${end}`,
    signOut: "Sign out",
    scopeMissing: (scope: string) =>
      `Your token does not allow this: it lacks the scope ${scope}. Sign in with one that has it.`,
  },

  switching: {
    otherPerson: (present: string, offered: string) => `You are signed in as ${present}. Switch to ${offered}?`,
    otherRights: (present: string) => `You are signed in as ${present}. Use the link's token instead?`,
    present: "Now",
    offered: "In the link",
    who: "Signed in as",
    scopes: "Allows",
    ledgers: "Opens",
    until: "Until",
    draftLost: "What you typed into the form is dropped when you switch.",
    stay: (present: string) => `Stay signed in as ${present}`,
    change: (offered: string) => `Switch to ${offered}`,
    keep: "Keep the present token",
    take: "Use the link's token",
    refused: "The link does not sign in",
    still: (present: string) => `You are still signed in as ${present}.`,
    close: "Close",
  },

  ledger: {
    title: (name: string) => `Ledger ${name}`,
    choose: "Ledger",
    open: "Open",
    names: "Lower-case letters, digits and hyphens, at most 40.",
    startsWith: (prefix: string) => `${prefix}…`,
    chooseOne: "Your token does not open this ledger. Choose one that it opens.",
    openable: {
      title: "Ledgers that your token opens",
      none: "None: the token lists no ledger. Sign in with another one.",
      names: "By their names",
      under: (prefix: string) => (prefix === "" ? "Every ledger" : `Every ledger whose name starts with ${prefix}`),
      mayCreate: "If there is no ledger of that name yet, you can create it.",
      mayNotCreate: "The ledger must exist: to create one, a token needs the scope ledger:create.",
    },
    squares: "puzzle squares",
    blockHash: (difficulty: number) => `puzzle block-hash, ${difficulty} bits`,
    state: { opening: "Opening…", live: "Live", interrupted: "Interrupted, trying again…", refused: "Not open" },
    notFound: (name: string) => `There is no ledger ${name} yet.`,
    create: "Create this ledger",
    puzzle: "Puzzle",
    puzzles: {
      squares: "squares: the paper's own, the same proofs for every chain",
      "block-hash": "block-hash: bound to each block's content",
    },
    difficulty: "Difficulty in bits",
    creating: "Creating…",
  },

  lab: {
    title: "Lab",
    lead: "A chain to break and mend. Type into any field: nothing here reaches the ledger.",
    source: {
      legend: "The chain in the lab",
      ledger: (name: string, hasBlocks: boolean, isSignedIn: boolean) => {
        if (hasBlocks) return `A private copy of the newest blocks of ${name}`;
        return isSignedIn ? `A copy of ${name}: it has no blocks yet` : "A copy of a ledger: sign in first";
      },
      squares: "A fresh chain, puzzle squares",
      "block-hash": "A fresh chain, puzzle block-hash",
      length: "How many blocks",
      difficulty: "Difficulty in bits",
      copy: "Copy them",
      create: "Make the chain",
      making: (blocks: string) => `Making the chain… ${blocks} blocks`,
    },
    chain: "The chain, oldest block first",
    block: (index: number) => `Block ${index}`,
    fits: "Fits",
    checking: "Checking…",
    rules: {
      format: "Not a block",
      index: "Wrong place",
      hash: "Changed",
      genesis: "Not genesis",
      previous_hash: "Link broken",
      difficulty: "Other puzzle",
      timestamp: "Wrong time",
      proof: "Not mined",
      record: "Not a record",
      fork: "Forked",
      truncation: "Cut",
      checkpoint: "Not as signed",
      receipt: "Not as received",
    } satisfies Record<Rule | HistoryRule, string>,
    contentHash: "Hash of this content",
    noHash: "none",
    sameHash: "same as hash",
    otherHash: "not the hash above",
    mine: "Mine",
    mining: "Mining…",
    rehash: "Hash anew",
    more: "More",
    relinkFrom: "Relink from here",
    mineFrom: "Mine from here",
    moveBack: "Move back",
    moveOn: "Move on",
    remove: "Remove",
    cutBehind: "Cut what follows",
    link: {
      linked: "Linked",
      broken: "Broken",
      given: (index: number) => `to block ${index}, taken as given`,
    },
    verdict: {
      checking: "Checking…",
      endValid: (first: number) => `is_valid?since=${first} says: valid.`,
      end: (first: number, last: number) =>
        `From block ${number(first)} to ${number(last)}, every hash, link and proof is right. Block ${number(first - 1)} was taken as given, and what comes before it was not checked.`,
      valid: "is_valid says: valid.",
      head: (length: number) => `Up to block ${length}, every hash, link and proof is right.`,
      broken: (rule: string) => `is_valid says: not valid. ${rule}.`,
    },
    cost: {
      running: (attempts: string, rate: string) => `${attempts} hashes, ${rate} a second`,
      mined: (blocks: number, attempts: number, rate: number) =>
        `${plural(blocks, "block")} mined: ${number(attempts)} hashes, ${number(rate)} a second.`,
      unsearched: (blocks: number) => `${plural(blocks, "block")} had a proof that fits: no search.`,
      stop: "Stop mining",
    },
    undo: "Undo",
    redo: "Redo",
    reset: "Reset",
    relinkRest: "Relink the rest",
    mineRest: "Mine the rest",
    fromBlock: (index: number) => `from block ${index} on`,
    nothingBroken: "nothing is broken",
    add: "Add a block",
    cut: "Cut the last block",
  },

  tour: {
    label: "The tour",
    start: "Take the tour",
    goOn: (step: number) => `Go on with the tour: step ${step}`,
    invitation: "Eight short steps, each to be tried.",
    doneSteps: (done: number, count: number) => `${done} of ${count} steps done`,
    progress: (step: number, count: number) => `Step ${step} of ${count}`,
    stepLabel: (step: number, title: string, isDone: boolean) => `Step ${step}: ${title}${isDone ? ", done" : ""}`,
    task: "Try it:",
    done: "Done:",
    learned: "Learned:",
    back: "Back",
    next: "Next",
    leave: "Leave the tour",
    forged: (length: number) =>
      `is_valid was fooled: the record is another, and the chain is valid. It took one hash for each changed block of ${length}, and no mining at all.`,
    steps: [
      {
        title: "What a hash is",
        text: "SHA-256 makes 256 bits out of any text, here written as 64 hex digits. The same text always has the same hash. The squares below are its bits; those that the last change turned over are lit.",
        task: "change a single letter, and watch how much of the hash stays.",
        learned:
          "The smallest change gives another hash altogether: about half of the 256 bits turn over. So a hash stands for its text, like a fingerprint.",
      },
      {
        title: "A block",
        text: "A block holds a patient's record, its number, its time, a proof and the hash of the block before. Its own hash is the SHA-256 of all that, written in one agreed way. The block keeps that hash in its last field.",
        task: "change any field, see that the stored hash is no longer the content's, then press Hash anew.",
        learned:
          "A changed block betrays itself: its content has another hash than the one it carries. But whoever may write the block may write its hash as well.",
      },
      {
        title: "A chain",
        text: "Each block names the hash of the one before it as previous_hash. That is all that makes a chain of the blocks. A new block goes to the end and is linked to the newest.",
        task: "add two blocks.",
        learned:
          "The newest hash stands for the whole history: it covers the link to the block before, which covers the one before that, down to genesis.",
      },
      {
        title: "Edit a block and see it break",
        text: "Somebody changes a record that is on the chain. First the block itself no longer fits its hash. Whoever hides that by hashing it anew gives it another hash, which the next block does not name.",
        task: "change the name in block 2, then press Hash anew there.",
        learned:
          "An edit cannot stay where it is: mending one block breaks the link of the next. To hide it, every later block has to be changed too.",
      },
      {
        title: "Relink without mining",
        text: "So let us change them all: give each later block its new previous_hash and its new hash. This chain has the paper's puzzle, squares. Its proof depends on the proof before it alone, not on what the block says.",
        task: "change the name in block 2, then press Relink the rest.",
        learned:
          "On squares the old proofs fit any content. Rewriting history costs one hash a block, and is_valid, which looks at the chain alone, is fooled.",
      },
      {
        title: "Feel the cost",
        text: "The same attack on the puzzle block-hash: here the block's own hash must start with 12 zero bits, and it covers the content. After relinking, the links are right, but no hash has its zeros. Each block has to be searched for again.",
        task: "change the name in block 2, press Relink the rest, then Mine the rest, and look at what it costs.",
        learned:
          "On block-hash rewriting costs what writing did: each bit more doubles it. That makes forgery expensive; it does not make it impossible.",
      },
      {
        title: "The proofs that repeat",
        text: "On squares each proof follows from the one before it. So every chain in the world has the same proofs: 1, 533, 45293, 21391, and so on. After 67 of them they enter a circle of 158, the largest is 346,464, and nothing new ever comes.",
        task: "move the slider along the tail and round the circle, and have all 225 checked by your browser.",
        learned:
          "A puzzle that does not look at the content gives work that can be done once and used for ever. Real proof of work is bound to what it protects.",
      },
      {
        title: "What only a kept checkpoint notices",
        text: "A ledger signs checkpoints: so many blocks, with this root of their Merkle tree. Keep one where the ledger's operator cannot reach it. Then be the operator: cut the chain's end off, or rewrite and mine it all again.",
        task: "keep a checkpoint, cut two blocks, restore them, then rewrite the chain. Compare the two verdicts.",
        learned:
          "A shortened or rewritten chain is still a valid chain. Only what was kept elsewhere tells: the checkpoint knows how many blocks there were, and which.",
      },
    ],
    hash: {
      label: "Some text",
      hash: "Its SHA-256",
      differing: (count: number) => `${count} of 256 bits differ from before.`,
      unchanged: "Change the text to see which bits turn over.",
    },
    block: { hashed: "What is hashed", hash: "Its SHA-256" },
    chain: { label: "Patient's name", add: "Add the block" },
    cost: {
      making: "Mining a chain for you…",
      title: (rate: string) => `At your ${rate} hashes a second, a block takes on average`,
      bits: (difficulty: number) => `${difficulty} bits`,
      duration,
    },
    loop: {
      check: (count: number) => `Check all ${count}`,
      checked: (count: number) => `All ${count} proofs are right, and the last one leads back into the circle.`,
      failed: "A proof does not solve the puzzle.",
      figure: "225 proofs as dots: a tail of 67 that runs into a circle of 158.",
      circle: "round and round",
      proofs: (count: number) => `${count} proofs`,
      tail: (count: number) => `a tail of ${count} proofs`,
      keySelected: "at the slider",
      keyChecked: "checked",
      keyPresent: "your ledger's newest",
      slider: "Block of the chain",
      valueText: (step: number, proof: number) => `block ${step}, proof ${proof}`,
      proof: (step: number, proof: string) => `Block ${step} has the proof ${proof}.`,
      again: "It came before: the chain goes round.",
      first: "Genesis has proof 1; nobody searched for it.",
    },
    tiles: { unknown: "Checking…", valid: "Fits", faulty: "Does not fit", rewritten: "Rewritten", cut: "Cut off" },
    checkpoint: {
      save: "Sign and keep a checkpoint",
      cut: "Cut two blocks",
      restore: "Restore",
      rewrite: "Rewrite block 2 and mine the rest",
      forgedName: "Mallory",
      note: "The kept checkpoint",
      agrees: (size: number) => `Your checkpoint says: these are the ${size} blocks that were signed.`,
      differs: "Your checkpoint says: no.",
    },
  },

  mine: {
    title: "Mine a block",
    lead: "A record joins the ledger in a block, and a block needs a proof: a number that is found by trying alone.",
    tip: {
      name: "The newest block",
      block: (index: number) => `Block ${number(index)}`,
      minedBy: (name: string) => `mined by ${name}`,
    },
    form: {
      title: "The record",
      fields: { patient_name: "Patient name", patient_ID: "Patient ID", Reg_no: "Registration number" },
      fault: (field: string, clause: string) => `${field} ${clause}.`,
      taken: "is registered with another name or patient ID",
      searcher: "Who searches for the proof",
      searchers: {
        subtle: "This browser, one hash at a time with crypto.subtle",
        simd: "This browser, four at once with the WebAssembly kernel",
        server: "The server",
      },
      rate: (rate: string) => `(${rate} hashes a second)`,
      submit: "Mine the block",
      busy: "Mining…",
    },
    idle: {
      title: "What a miner does",
      puzzle: {
        squares:
          "It takes 1, 2, 3 and so on, squares each, subtracts the square of the newest block's proof, and hashes the difference with SHA-256, until a hash begins with four zeros. That number is the proof.",
        "block-hash": (bits: number) =>
          `It puts the nonces 0, 1, 2 and so on into the block and hashes it with SHA-256, until the hash begins with ${bits} zero bits. That nonce is the proof. Every second the block gets a new timestamp, and the nonces begin again.`,
      },
      expected: (attempts: string) =>
        `A hash cannot be foreseen, so trying is the only way. On average it takes ${attempts} tries.`,
      remark: {
        squares:
          "On this puzzle a proof depends on the proof before it and on nothing else. So all chains go through the same proofs, and they repeat: the server looks a proof up that its chain has had, and searches only for the others.",
        "block-hash":
          "On this puzzle the hash covers the whole block. So the work is done for this record at this place, and is no use for any other.",
      },
      after:
        "The block is handed in with its proof. The ledger checks it and appends it, unless another block was faster.",
    },
    search: {
      title: (index: number) => `Searching for block ${number(index)}`,
      asking: "Asking the ledger for work…",
      found: (index: number) => `Block ${number(index)} is found and handed in…`,
      attempts: "Attempts",
      expected: "Expected",
      perSecond: "Hashes per second",
      lost: "Races lost",
      noKernel: "This browser cannot run the WebAssembly kernel, so crypto.subtle searches.",
      first: "The first try comes…",
      now: {
        squares: (proof: string) => `The hash with the number ${proof}`,
        "block-hash": (nonce: string) => `The block's hash with the nonce ${nonce}`,
      },
      sought: {
        squares: "Sought: four zeros at the start",
        "block-hash": (bits: number) => `Sought: ${bits} zero bits at the start; a digit has four`,
      },
      shown: "Some of the tries",
      stop: "Cancel",
      announced: (index: number, attempts: string) => `Searching for block ${index}: ${attempts} attempts so far.`,
      unreachable: "Your proof is kept, and handed in again until the ledger answers.",
    },
    luck: {
      title: "Luck",
      percent: (share: number) => `${share > 0.9949 ? "over 99" : number(share * 100)} %`,
      now: (percent: string) => `${percent} of miners would be done by now.`,
      done: (percent: string) => `${percent} of miners would have been done by then.`,
      explanation:
        "At the expected number of attempts it is 63 %. A try knows nothing of those before it: who has searched in vain for long is no nearer.",
      mark: "expected",
    },
    proofs: {
      title: "How long this proof takes",
      now: (count: number, all: number) =>
        `${count} of the ${all} proofs of this puzzle take no more attempts than so many.`,
      done: (attempts: string, fewer: number, all: number) =>
        `Every miner who counts from 1 up needs these ${attempts} attempts. ${fewer} of the ${all} proofs of this puzzle take fewer.`,
      explanation:
        "On squares a proof follows from the proof before it, whoever searches and whatever the block says: there is no luck in it.",
    },
    lost: {
      race: (index: number, by: string | undefined) =>
        `Race lost: another miner${by === undefined ? "" : `, ${by},`} was faster with block ${number(index)}. The search goes on at the new tip.`,
      count: (count: number) => `Races lost: ${number(count)}.`,
    },
    server: {
      title: "The server searches",
      wait: (index: number) =>
        `It mines one record after the other, and answers when yours is on the chain. Next is block ${number(index)}.`,
      stop: "Stop waiting",
    },
    stopped: {
      browser: "The search was cancelled. Nothing was handed in.",
      server: "The server was given the record. It waits there to be mined, and will be.",
    },
    failed: {
      title: "Not mined",
      repeat: "Nothing is lost by trying again: a record is only ever mined once.",
    },
    done: {
      mined: (index: number) => `Block ${number(index)} has joined the chain`,
      known: (index: number) => `This record is in block ${number(index)} already`,
      once: "A record is mined once. Nothing was added.",
      hash: "Hash",
      digest: (proof: string, previous: string) => `SHA-256 of ${proof}² − ${previous}²`,
      proof: "Proof",
      time: "Time",
      attempts: "Attempts",
      engine: "Hashed by",
      engines: { subtle: "crypto.subtle", simd: "kernel" },
      needed: { squares: "Attempts from 1 up", "block-hash": "Attempts under its timestamp" },
      timestamp: "Timestamp",
      author: "Registered by",
      minedBy: "Mined by",
      checked: {
        browser:
          "The ledger did not take this browser's word: it hashed the block again and checked the proof, and then appended it.",
        server:
          "The server searched and appended the block itself. You need not take its word: the view Verify checks it here.",
        nobody:
          "The server says that it searched and appended the block itself. Over plain http that cannot be checked.",
      },
      open: (index: number) => `Open block ${number(index)}`,
    },
    history: {
      title: "The last blocks",
      block: "block",
      attempts: { squares: "Attempts per block", "block-hash": "Attempts under each block's last timestamp" },
      attemptsAxis: "attempts, logarithmic",
      attemptsNote: {
        squares:
          "On this puzzle the proof tells them, as searches count from 1 up. A repeated proof was looked up, in no attempts.",
        "block-hash":
          "A search starts over under a new timestamp each second, and a block tells only the attempts under its last one: it took these or more. How many in all, only its miner knows.",
      },
      attemptsHere: (count: number) =>
        count === 1
          ? "The diamond is a block that this browser mined: there it is all attempts."
          : `The ${count} diamonds are blocks that this browser mined: there it is all attempts.`,
      lastTimestamp: (attempts: string) => `${attempts} under its last timestamp`,
      inAll: (attempts: string) => `${attempts} in all, mined in this browser`,
      expected: {
        squares: (attempts: string) => `expected: ${attempts}`,
        "block-hash": (attempts: string) => `expected in all: ${attempts}`,
      },
      times: "Time between blocks",
      timesAxis: "time, logarithmic",
      timesNote: "From each block's timestamp to the next one's. It depends on how often somebody mines.",
      median: (value: string) => `median: ${value}`,
      point: (index: number, value: string) => `Block ${number(index)}: ${value}`,
      summary: (title: string, from: number, to: number, low: string, high: string, middle: string) =>
        `${title}, blocks ${number(from)} to ${number(to)}: from ${low} to ${high}, median ${middle}.`,
      tooShort: "There is nothing to draw until the first block is mined.",
    },
  },

  blocks: {
    lead: "Each block carries the hash of the block before it. Newest first; open one to see how its hash comes about.",
    heading: "Blocks",
    length: (count: number) => (count === 1 ? "1 block" : `${number(count)} blocks`),
    onlyGenesis:
      "So far there is genesis alone, the block that every chain starts with. Mine a record, and it is chained.",
    mineOne: "Mine a record",
    block: (index: number) => `Block ${number(index)}`,
    genesis: "genesis",
    loading: (index: number) => `Block ${number(index)} is being loaded…`,
    fields: {
      patient_name: "Patient",
      patient_ID: "Patient ID",
      Reg_no: "Registration",
      author: "Registered by",
      mined_by: "Mined by",
      corrects: "Corrects block",
      proof: "Proof",
      difficulty: "Difficulty",
      hash: "Hash",
      previous_hash: "Previous hash",
    },
    bits: (count: number) => (count === 1 ? "1 bit" : `${count} bits`),
    links: {
      linked: (index: number) => `Carries the hash of block ${number(index)}`,
      broken: (index: number) => `Not the hash of block ${number(index)}: broken`,
      changed: (index: number) => `Block ${number(index)} was changed: its content has another hash`,
      unchecked: (index: number) => `Names a hash of block ${number(index)}, not checked`,
      unknown: (index: number) => `Block ${number(index)} is not loaded yet`,
    },
    printed: (count: number, length: number, isSearched: boolean) =>
      isSearched
        ? `Printed: ${plural(count, "block")} that the search found.`
        : count === length
          ? `Printed: all ${plural(length, "block")}.`
          : `Printed: the ${plural(count, "block")} that were loaded, of ${number(length)}.`,
    listEnds: (count: number) =>
      `The list ends after the newest ${number(count)} blocks. An older one opens by its number.`,
    open: "Open",
    openLabel: "Open block number",
    retry: "Load again",
    arrivedOne: (index: number) => `Block ${number(index)} was added to the chain.`,
    arrivedMany: (count: number, length: number) =>
      `${number(count)} blocks were added to the chain; it has ${number(length)} now.`,
    newBlocks: (count: number) => (count === 1 ? "1 new block" : `${number(count)} new blocks`),
    search: {
      label: "Search the loaded blocks",
      hint: "Name, ID, hash or number",
      found: (found: number, loaded: number) => `${number(found)} of ${number(loaded)} loaded blocks`,
      loaded: (loaded: number, length: number) =>
        loaded === length ? "All blocks are loaded." : `${number(loaded)} of ${number(length)} blocks are loaded.`,
      loadAll: "Load all",
      loadingAll: "Loading all blocks",
      tooMany: "Too many to load them all here: open a block by its number.",
    },
    verdict: {
      heading: "What the ledger says of itself",
      asking: "Checking every block…",
      valid: "The chain is valid",
      invalid: "The chain is not valid",
      ask: "Check now",
      askAgain: "Check again",
      checked: (count: number) => (count === 1 ? "1 block checked" : `${number(count)} blocks checked`),
      checkpoint: (size: number) =>
        `agrees with the checkpoint signed at ${size === 1 ? "1 block" : `${number(size)} blocks`}`,
      noCheckpoint: "no checkpoint was signed",
      at: (when: string) => `asked at ${when}`,
      since: (count: number) => `${count === 1 ? "1 block" : `${number(count)} blocks`} came since`,
      believeNobody: "This is the ledger's own word.",
      verify: "Verify it in your browser",
    },
  },

  fault: {
    place: "Place",
    rule: "Rule",
    expected: "Expected",
    actual: "Found",
    rules: {
      format: "format: each block has the same fields, of the same kinds",
      index: "index: blocks are numbered without a gap",
      hash: "hash: a block's hash is that of its content",
      genesis: "genesis: every chain starts with a genesis block, and a ledger keeps its own",
      previous_hash: "previous_hash: each block carries the hash of the one before it",
      difficulty: "difficulty: the puzzle stays as it was when the ledger was created",
      timestamp: "timestamp: no block is older than the one before it, or lies in the future",
      proof: "proof: each proof solves the puzzle",
      record: "record: each block holds texts that a record may hold, and a registration number of its own",
      fork: "fork: a block that was seen is not replaced",
      truncation: "truncation: no block that was seen is cut off",
      checkpoint: "checkpoint: the chain holds what was signed",
      receipt: "receipt: a block with a receipt stands in the chain",
    } satisfies Record<Rule | HistoryRule, string> as Record<string, string>,
  },

  block: {
    back: "All blocks",
    neighbours: "Neighbouring blocks",
    previous: (index: number) => `Block ${number(index)}, the one before`,
    next: (index: number) => `Block ${number(index)}, the next`,
    isFirst: "This is the first block.",
    isNewest: "This is the newest block.",
    loading: "The block is being loaded…",
    fields: "What the block says",
    meaning: {
      index: "Its place in the chain; genesis is 1.",
      timestamp: "When it was made, in UTC.",
      patient_name: "Whose record it is.",
      patient_ID: "How the clinic knows the patient.",
      Reg_no: "The record's registration number: it belongs to this patient alone.",
      author: "Who registered the record, where that is not who mined the block.",
      mined_by: "Who is credited with the block: who handed in its proof, or whose record the ledger mined itself.",
      corrects: "The block whose record this one replaces.",
      difficulty: "How many zero bits its hash must start with.",
      proof: "The number that was searched for: it solves the puzzle.",
      previous_hash: "The hash of the block before it. This makes the chain.",
      hash: "The SHA-256 of all of the above.",
    } satisfies Record<keyof Block, string>,
    hashTitle: "How its hash comes about",
    steps: {
      fields: "The block's fields, without hash",
      canonical: "Keys in order, no white space (RFC 8785): each content has one text",
      bytes: (count: number) => `The text as UTF-8: ${number(count)} bytes`,
      hexView: "Show the bytes",
      digest: "SHA-256 of the bytes, computed here and now by your browser",
      compare: "Compared with the hash that the ledger stores",
      stored: "Stored",
      equal: "Equal: the content is what was hashed",
      unequal: "Not equal: the content was changed after it was hashed",
    },
    chained: {
      title: "How it is chained",
      linked: (index: number) => `Its previous hash is the hash of block ${number(index)}`,
      broken: (index: number) => `Its previous hash is not the hash of block ${number(index)}`,
      changed: (index: number) =>
        `Its previous hash is the one that block ${number(index)} stores, but that block was changed: its content has another hash`,
      genesis: "Genesis has no block before it: its previous hash is 0.",
    },
    puzzle: {
      title: "Whether its proof solves the puzzle",
      squares: "proof² − previous proof², in decimal; its SHA-256 must start with 0000.",
      squaresGenesis: "The proof of genesis is 1, by agreement. It was not searched for.",
      blockHash: (bits: number) => `The block's own hash must start with ${bits} zero bits.`,
      leading: (count: number, asked: number) => `${count} leading zero bits; ${asked} are asked.`,
      bits: "The first 32 bits of the hash",
      solved: "The proof solves the puzzle",
      unsolved: "The proof does not solve the puzzle",
    },
    receipt: {
      title: "Its receipt",
      lead: "It proves to anybody that this block stands in the ledger: the hashes on the way from the block up to a root that the ledger signed.",
      loading: "The receipt is being fetched and verified…",
      proves: (size: number) => `Verified here: the path leads to the root signed for ${number(size)} blocks`,
      failed: "The receipt does not prove this block",
      notConfigured:
        "This ledger signs nothing: no signing key is configured, so there are no receipts. Its operator sets LEDGER_SIGNING_KEY.",
      keyFrom: "The key came from the ledger itself. Compare it with the one that you got some other way.",
      download: "Download the receipt",
      tree: (index: number, size: number) =>
        `The path of block ${number(index)} in the tree of ${number(size)} blocks, from its leaf at the bottom to the root`,
      asList: "The path as a list",
      leaf: (index: number) => `Leaf ${number(index)}`,
      node: "joined",
      root: "Root",
      sibling: "sibling",
      signed: "Signed root",
      checkpoint: (size: number) => strings.blocks.length(size),
      startsAt: (hash: string) => `The leaf of the block is ${hash}.`,
      joins: { left: "Joined with its left sibling", right: "Joined with its right sibling" },
      gives: "gives",
      ends: "The last one is the root, which the checkpoint signs.",
    },
  },

  verify: {
    title: "Verify",
    lead: "Your browser fetches every block, hashes it anew, and compares the whole with what was signed. It believes nothing that the ledger says.",
    keys: "Keys",
    vkey: "The ledger's verifier key",
    vkeyPlaceholder: "Paste the key that you were given",
    vkeyHint:
      "Get it once, and not from this server: by telephone, or from a contract. Whoever could swap the chain could swap the key that the server gives as well. Without a key the blocks alone are checked.",
    takeOwnKey: "Use the key that the ledger gives",
    ownKeyHint:
      "This key came from the ledger itself, so its signature proves nothing: compare the key with the one that you got some other way.",
    pasteKey: "Paste a key instead",
    genesis: "Saved hash of genesis",
    genesisHint:
      "Optional. Each report names the hash of genesis: save it, and paste it here later. A ledger that was created anew has another one.",
    genesisForm: "the saved hash of genesis must be 64 lower-case hexadecimal digits",
    noKey: "This ledger signs nothing: only the blocks themselves can be checked.",
    witnesses: "Witnesses",
    witnessKeys: "Witnesses' verifier keys, a line each",
    quorum: "How many of them must have cosigned",
    quorumAll: "All",
    quorumTooHigh: "There are not so many witnesses.",
    saved: "What you kept",
    savedHint: "Checkpoints that you kept, and receipts. They are read here and sent nowhere.",
    drop: "Drop files here, or choose them",
    files: "Files to check",
    remove: (name: string) => `Remove ${name}`,
    kinds: {
      checkpoint: (size: number) => `checkpoint of ${number(size)} blocks`,
      receipt: (index: number) => `receipt of block ${number(index)}`,
      none: "neither a checkpoint nor a receipt: it is not checked",
    },
    start: "Verify the whole chain",
    again: "Verify again",
    cancel: "Cancel",
    cancelled: "Cancelled: nothing is said about the chain.",
    progress: "Blocks checked",
    checked: (checked: number, total: number) => `${number(checked)} of ${number(total)} blocks`,
    speed: (perSecond: number) => `${number(perSecond)} blocks/s`,
    couldNot: (reason: string) => `It could not be checked: ${reason}.`,
    report: "Report",
    right: "Right",
    notChecked: "Not checked",
    fault: "Fault",
    allRight: "All that was checked is right",
    unsigned: "The blocks are consistent, but nothing shows who signed them",
    partlyRight: "What was checked is right, but not all could be checked",
    isFaulty: "The ledger is not right",
    summary: (length: number, when: string) =>
      `${length === 1 ? "1 block" : `${number(length)} blocks`} right, ${when}`,
    head: "Newest hash",
    root: "Root of the tree",
    genesisHash: "Hash of genesis",
    puzzle: "Puzzle",
    puzzles: (difficulty: number | undefined) =>
      difficulty === undefined ? "squares" : `block-hash, ${difficulty} bits`,
    findings: {
      blocks: (length: number) =>
        `${length === 1 ? "1 block" : `${number(length)} blocks`}: every hash, link, timestamp, proof of work and record`,
      genesis: "Genesis: it is the one that was saved",
      "newest-checkpoint": (size: number) =>
        `The newest checkpoint, of ${number(size)} blocks: its signature, and its root over all of them`,
      newestRoot: (size: number) => `The newest checkpoint, of ${number(size)} blocks: its root over all of them`,
      cosignatures: (count: number, witnesses: number) => `Cosigned by ${count} of ${witnesses} witnesses`,
      "kept-checkpoint": (name: string, size: number) =>
        `${name}: the ledger still contains the ${number(size)} blocks it was signed for`,
      receipt: (name: string, index: number) => `${name}: block ${number(index)} stands in the ledger`,
    },
    gaps: {
      signature: "The ledger's signature: no key was given, or it signed nothing",
      history:
        "Its past: there was no kept checkpoint of this ledger to compare it with, so an older history may have been replaced",
      ownKey:
        "The ledger's signature: the key came from the ledger itself, so that it fits proves nothing. Paste the key that you got some other way",
    } satisfies Record<Gap, string> & Record<string, unknown>,
    noCheckpointRead: "without the ledger's key its newest checkpoint is not read",
    skipped: (what: string, reason: string) => `${what}: ${reason}`,
    skippedChecks: {
      blocks: () => "The blocks behind the fault",
      rest: () => "The blocks behind the last one here",
      genesis: () => "Whether genesis is the one that was saved",
      "newest-checkpoint": () => "The ledger's newest checkpoint",
      cosignatures: (name = "the newest checkpoint") => `The witnesses' cosignatures of ${name}`,
      "kept-checkpoint": (name = "A checkpoint") => name,
      receipt: (name = "A receipt") => name,
    } satisfies Record<Skipped["check"], (name?: string) => string>,
    save: {
      title: "Keep a checkpoint",
      lead: "A checkpoint is the ledger's signature under all its blocks of today, in a few lines without patient data. Who holds one notices when that history is rewritten or cut off later, even if everything else was made anew.",
      where:
        "Keep it where the ledger's operator cannot reach it: on your own disk, in a mail, on paper. To check it later, drop it under “What you kept”.",
      action: "Download the newest checkpoint",
      done: (name: string) => `Downloaded as ${name}.`,
    },
  },

  hash: { leadingZeros: (count: number) => (count === 1 ? "1 leading zero" : `${count} leading zeros`) },
  copy: { action: "Copy", done: "Copied" },
  unexpected: (message: string) => `This did not work: ${message}`,
};
