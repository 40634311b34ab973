import type { PatientRecord } from "../../../chain/records/record.ts";
import { duration, number } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts of the lab's tour, which are loaded with the lab. */
export const tourStrings = {
  label: "The tour",
  start: "Take the tour",
  goOn: (step: number) => `Continue the tour: step ${step}`,
  invitation: (count: number) => `${count} short hands-on steps.`,
  doneSteps: (done: number, count: number) => `${done} of ${count} steps done`,
  progress: (step: number, count: number) => `Step ${step} of ${count}`,
  stepLabel: (step: number, title: string, isDone: boolean) => `Step ${step}: ${title}${isDone ? ", done" : ""}`,
  task: "Try it:",
  done: "Done:",
  learned: "Takeaway:",
  back: "Back",
  next: "Next",
  leave: "Leave the tour",
  forged: (length: number) =>
    `is_valid is fooled: the record has changed, yet all ${plural(length, "block")} are valid. Each changed block took one hash, and no mining.`,
  steps: [
    {
      title: "What a hash is",
      text: "SHA-256 turns any text into 256 bits, shown here as 64 hex digits. The same text always has the same hash. The squares below are the bits of the hash; the bits that your last change flipped are highlighted.",
      task: "change a single letter, and see how little of the hash stays the same.",
      learned:
        "Even the smallest change gives a completely different hash: about half of the 256 bits flip. So a hash identifies a text, like a fingerprint.",
    },
    {
      title: "A block",
      text: "A block holds a patient's record, a block number, a timestamp, a proof and the previous block's hash. Its own hash is the SHA-256 of all that, in a canonical format. The block stores that hash in its last field.",
      task: "change any field, see that the stored hash no longer matches the content, then press Rehash.",
      learned:
        "A changed block is easy to detect: its content no longer matches its stored hash. But anyone who can change the block can change its hash too.",
    },
    {
      title: "A chain",
      text: "Each block stores the hash of the previous block as previous_hash. These links turn the blocks into a chain. A new block is added at the end and linked to the newest block.",
      task: "add two blocks.",
      learned:
        "The newest hash covers the whole history: it covers the previous block's hash, which covers the hash before that, all the way back to genesis.",
    },
    {
      title: "Edit a block and see it break",
      text: "Suppose somebody changes a record on the chain. The block no longer matches its hash. Rehashing the block hides that, but then the next block's previous_hash no longer matches.",
      task: "change the name in block 2, then press Rehash there.",
      learned:
        "An edit cannot be hidden in one block: repairing that block breaks the link from the next one. To hide the edit, every later block must change too.",
    },
    {
      title: "Relink without mining",
      text: "Now change every later block: give each one its new previous_hash and its new hash. This chain uses the paper's puzzle, squares. There, a proof depends only on the previous proof, not on the block's content.",
      task: "change the name in block 2, then press Relink the rest.",
      learned:
        "On squares, the old proofs stay valid for any content. Rewriting history costs one hash per block, and fools is_valid, which sees only the chain itself.",
    },
    {
      title: "Feel the cost",
      text: "Now try the same attack on the puzzle block-hash, where the block's own hash must start with 12 zero bits and covers the content. After relinking, the links are correct, but the hashes have lost their leading zeros. Each block must be mined again.",
      task: "change the name in block 2, press Relink the rest, then Mine the rest, and see what it costs.",
      learned:
        "On block-hash, rewriting a block costs as much as mining it did, and each extra bit of difficulty doubles that. This makes forgery expensive, but not impossible.",
    },
    {
      title: "Repeating proofs",
      text: "On squares, each proof follows from the previous one. So every chain in the world has the same proofs: 1; 533; 45,293; 21,391; and so on. After the first 67 they enter a cycle of 158. The largest is 346,464, and no new proof ever appears.",
      task: "move the slider along the tail and around the cycle, then let your browser check all 225 proofs.",
      learned:
        "If a puzzle ignores the content, its work can be done once and reused forever. Real proof of work is tied to the content that it protects.",
    },
    {
      title: "What only a saved checkpoint can detect",
      text: "A ledger signs checkpoints. A checkpoint states the number of blocks and the root of their Merkle tree. Save one where the ledger's operator cannot reach it. Then play the operator: cut off the end of the chain, or rewrite it and mine it again.",
      task: "save a checkpoint, cut off two blocks, restore them, then rewrite the chain. Compare the two verdicts.",
      learned:
        "A shortened or rewritten chain is still a valid chain. Only a checkpoint saved elsewhere reveals the change: it records how many blocks there were, and which.",
    },
    {
      title: "Erase a record and keep every proof",
      text: "Nothing can be taken off a chain, yet a patient may ask for a record to be erased. So a sealed ledger keeps the records beside the chain, and puts only hashes on it. Here you see why these hashes need salts, and what is left when a salt is destroyed.",
      task: "guess a hashed name, then a salted one. Disclose one field, and erase the record.",
      learned:
        "A plain hash of a name is no secret: anyone can guess names. A salted hash tells nothing without its salt. Once the salt is destroyed, the hash means nothing, yet every proof still holds. Only what was handed out before cannot be taken back.",
    },
    {
      title: "Forge a colleague's record",
      text: "A ledger writes down who registered each record. But what stops its operator from writing down another name? Play the operator, and register a record in the name of your colleague, Dr. Osei: first without signatures, then with them.",
      task: "forge a record without signatures, with signatures, and with a key in her name. Then rewrite a block that she has seen.",
      learned:
        "Without signatures, a record is by whoever the operator says. A signature ties it to its author's key, and to the whole history that the author had seen. Whose key it is, only a registrar's endorsement or a pinned key can tell.",
    },
  ],
  hash: {
    label: "Text",
    hash: "Its SHA-256",
    differing: (count: number) => `${count} of 256 bits flipped.`,
    unchanged: "Change the text to see which bits flip.",
  },
  block: { hashed: "Hashed text", hash: "Its SHA-256" },
  chain: { label: "Patient's name", add: "Add the block" },
  cost: {
    making: "Mining a chain for you…",
    title: (rate: string) => `Average time per block at your ${rate} hashes per second`,
    bits: (difficulty: number) => plural(difficulty, "bit"),
    duration,
  },
  loop: {
    check: (count: number) => `Check all ${count}`,
    checked: (count: number) => `All ${count} proofs are correct, and the last one leads back into the cycle.`,
    failed: "A proof does not solve the puzzle.",
    figure: "225 proofs as dots: a tail of 67 that leads into a cycle of 158.",
    circle: "a cycle of",
    proofs: (count: number) => `${count} proofs`,
    tail: (count: number) => `a tail of ${count} proofs`,
    keySelected: "selected",
    keyChecked: "checked",
    keyPresent: "your ledger's newest block",
    slider: "Block",
    valueText: (step: number, proof: number) => `block ${step}, proof ${number(proof)}`,
    proof: (step: number, proof: string) => `The proof of block ${step} is ${proof}.`,
    again: "It has appeared before: the proofs repeat.",
    first: "The proof of genesis is 1, by definition.",
  },
  tiles: { unknown: "Checking…", valid: "Valid", faulty: "Not valid", rewritten: "Rewritten", cut: "Cut off" },
  checkpoint: {
    save: "Sign and save a checkpoint",
    cut: "Cut off two blocks",
    restore: "Restore",
    rewrite: "Rewrite block 2 and mine the rest",
    forgedName: "Mallory",
    note: "The saved checkpoint",
    agrees: (size: number) => `Your checkpoint says: these are the ${plural(size, "block")} that were signed.`,
    differs: "Your checkpoint says: these are not the blocks that were signed.",
  },
  sealed: {
    parts: {
      hashed: {
        title: "A hash of a name",
        lead: "Suppose that a ledger showed the hash of a patient's name in place of the name. Play the guesser: hash common names, and compare.",
      },
      salted: {
        title: "With a salt",
        lead: "A sealed ledger hashes each field together with a salt: 128 random bits, which it keeps secret. A guesser who tries a name does not have its salt.",
      },
      disclosed: {
        title: "Disclose one field",
        lead: "Each field has a salt of its own. Whoever gets one salt and its value can check that field, and learns nothing about the others.",
      },
      erased: {
        title: "Erase the record",
        lead: "The chain holds only a commitment: one hash over the three digests. To erase the record, the ledger destroys the values and their salts, and says so in a new entry.",
      },
    },
    goOn: ["Go on: add a salt", "Go on: disclose one field", "Go on: erase the record"],
    names: "Common names to try",
    hashed: {
      name: "A patient's first name",
      hash: "Its SHA-256",
      guess: "Guess the name",
      found: (name: string, tried: number, milliseconds: number) =>
        `It is ${name}: found after ${plural(tried, "guess", "guesses")}, in ${duration(Math.max(1, Math.round(milliseconds)))}.`,
      notFound: (count: number) =>
        `None of these ${count} names. A longer list costs only more guesses; try a common name.`,
    },
    salted: {
      input: "What is hashed",
      salt: "a secret salt",
      digest: "Its SHA-256, as base64url",
      guess: "Guess the salted name",
      failed: (count: number) => `None of the ${count} names matches, not even the right one.`,
      years: "To try every salt for just one name, your browser would need about 10",
      yearsUnit: " years.",
    },
    disclosed: {
      disclose: {
        patient_name: "Disclose the name",
        patient_ID: "Disclose the ID",
        Reg_no: "Disclose the number",
      } satisfies Record<keyof PatientRecord, string>,
      digestOnly: (digest: string) => `only its digest: ${digest}`,
      proved: (entry: number, block: number) =>
        `Proved to the recipient: this field belongs to entry ${entry}, which is in block ${block}.`,
    },
    erased: {
      erase: "Erase the record",
      kept: "Kept beside the chain",
      gone: "Destroyed, with its salt",
      chain: "On the chain",
      entry: (place: number) => `Entry ${place}`,
      own: "your record",
      erases: (place: number) => `erasure of entry ${place}`,
      before: "Which proofs hold now",
      after: "Which proofs still hold",
      valid: (length: number) => `is_valid: all ${length} blocks are valid`,
      paths: (holding: number, entries: number) =>
        `Merkle paths: ${holding} of ${entries} entries of block 2 lead to its root`,
      receipt: "The field that you handed out is still proved",
    },
  },
} as const;
