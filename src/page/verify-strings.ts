import type { KeyHistory } from "../evidence/authors.ts";
import type { SignatureCounts } from "../chain/sealed/signature-counts.ts";
import type { Entry } from "../chain/sealed/entry.ts";
import type { ReceiptGap } from "../evidence/entry-receipt.ts";
import type { Gap, Skipped } from "../evidence/verification.ts";
import { number, plural, strings } from "./strings.ts";

/** The end of a sentence about a key, if it was revoked. */
function revokedIn({ revoked }: KeyHistory): string {
  return revoked ? `, and was revoked in block ${number(revoked.block)}` : "";
}

/** The texts of the view that verifies a chain, which are loaded with it. */
export const verifyStrings = {
  title: "Verify",
  lead: "Your browser fetches and rehashes every block, and compares the chain with what was signed. It takes nothing on trust.",
  keys: "Keys",
  vkey: "The ledger's verifier key",
  vkeyPlaceholder: "Paste the verifier key",
  vkeyHint:
    "Get the key once from another source than the chain, such as a phone call or a contract: an attacker who can replace the chain can also replace the key that comes with it. Without a key, only the blocks themselves are checked.",
  takeOwnKey: "Use the ledger's own key",
  ownKeyHint:
    "This key came from the ledger itself, so its signature proves nothing. Compare it with the key that you got from another source.",
  pasteKey: "Paste a key instead",
  genesis: "Saved hash of genesis",
  genesisHint:
    "Optional. Every report contains the hash of genesis: save it, and paste it here next time. A ledger that was created again has a different one.",
  genesisForm: "the saved hash of genesis must be 64 lower-case hexadecimal digits",
  noKey: "This ledger signs nothing: only the blocks themselves can be checked.",
  pins: "Keys of people you know",
  pinsHint:
    "Optional. One a line: the name exactly as it was enrolled, an equals sign, and the thumbprint that the person gave you. The key must be enrolled, and no receipt may show another key under that name.",
  pinForm: "each line about a key must be a name, an equals sign, and a thumbprint of 43 characters",
  disputedEntries: (numbers: readonly number[], count: number) =>
    `Disputed: ${numbers.map((each) => number(each)).join(", ")}${count > numbers.length ? ", …" : ""}`,
  witnesses: "Witnesses",
  witnessKeys: "Witnesses' verifier keys, one per line",
  quorum: "How many of them must have cosigned",
  quorumAll: "All",
  quorumTooHigh: "The number exceeds the number of witnesses.",
  saved: "Saved files",
  savedHint: "Checkpoints, receipts, exports of the chain and a policy that you saved. They never leave your browser.",
  drop: "Drop files here, or choose them",
  pasteTitle: "Paste a checkpoint or receipt instead",
  pasteLabel: "Text of a checkpoint or receipt",
  pasteAdd: "Add the text",
  pasted: (place: number) => `pasted text ${place}`,
  files: "Files to check",
  verifyThis: (name: string) => `Verify ${name}`,
  verifyThisShort: "Verify this one",
  remove: (name: string) => `Remove ${name}`,
  kinds: {
    checkpoint: (size: number) => `checkpoint of ${plural(size, "block")}`,
    receipt: (index: number) => `receipt of block ${number(index)}`,
    entryReceipt: (place: number, index: number) => `receipt of entry ${number(place)}, in block ${number(index)}`,
    "read-checkpoint":
      "checkpoint of the log of reads: will not be checked here. Use npm run verify -- --log reads, with the key from /reads/vkey",
    "read-receipt":
      "receipt of the log of reads: will not be checked here. Use npm run verify, with the key from /reads/vkey",
    receipts: (count: number, reads: number) =>
      `${plural(count, "receipt")}${reads > 0 ? `, and ${number(reads)} of the log of reads, which will not be checked here` : ""}`,
    chain: "export of a chain, which will be verified",
    copy: "export of a chain, which will be compared with the one that is verified",
    policy: (keys: number, witnesses: number) =>
      `policy with ${plural(keys, "key")} of the ledger and ${plural(witnesses, "witness", "witnesses")}`,
    none: (reason: string) => `will not be checked: it ${reason}`,
  },
  policy: {
    ofReads: "the key is that of a log of reads: with a chain, give those of the ledger only",
    ofLedgers: "the keys are those of several ledgers: give those of the one that is checked",
    several: "there are several policies: remove all but one",
    twice: "a policy has the keys and the quorum: clear the fields of the keys, or remove the policy",
  },
  start: "Verify the whole chain",
  again: "Verify again",
  cancel: "Cancel",
  cancelled: "Cancelled: there is no verdict on the chain.",
  progress: "Blocks checked",
  checkedSoFar: (checked: number) => `${plural(checked, "block")} checked`,
  checked: (checked: number, total: number) => `${number(checked)} of ${plural(total, "block")}`,
  speed: (perSecond: number) => `${number(perSecond)} blocks/s`,
  couldNot: (reason: string) => `The ledger could not be checked: ${reason}.`,
  report: "Report",
  right: "Correct",
  notChecked: "Not checked",
  fault: "Fault",
  allRight: "All checks passed",
  unsigned: "The blocks are consistent, but no signature shows whose they are",
  partlyRight: "All checks that ran passed, but some could not run",
  isFaulty: "The ledger is faulty",
  summary: (length: number, when: string) => `${plural(length, "block")} correct, ${when}`,
  head: "Newest hash",
  root: "Root of the tree",
  genesisHash: "Hash of genesis",
  puzzle: "Puzzle",
  puzzles: (difficulty: number | undefined) =>
    difficulty === undefined ? "squares" : `block-hash, ${plural(difficulty, "bit")}`,
  findings: {
    blocks: (length: number) => `${plural(length, "block")}: every hash, link, timestamp, proof of work and record`,
    sealedBlocks: (length: number, entries: number) =>
      `${plural(length, "block")} with ${plural(entries, "entry", "entries")}: every hash, link, timestamp, proof of work, Merkle root and entry`,
    genesis: "Genesis: its hash matches the saved one",
    "newest-checkpoint": (size: number) =>
      `The newest checkpoint, of ${plural(size, "block")}: its signature and its root`,
    newestRoot: (size: number) => `The newest checkpoint, of ${plural(size, "block")}: its root`,
    cosignatures: (count: number, witnesses: number) =>
      `Cosigned by ${count} of ${plural(witnesses, "witness", "witnesses")}`,
    "kept-checkpoint": (name: string, size: number) =>
      `${name}: the ledger still contains the ${plural(size, "block")} that it was signed for`,
    copy: (name: string, length: number) => `${name}: its ${plural(length, "block")} are the ledger's`,
    receipt: (name: string, index: number, hash: string) =>
      `${name}: block ${number(index)} is in the ledger, with hash ${hash}`,
    signatures: ({ signed, unsigned, keys, disputed, names }: SignatureCounts) =>
      `Signatures: of the records and corrections ${number(signed)} ${signed === 1 ? "is" : "are"} signed and ${number(unsigned)} ${unsigned === 1 ? "is" : "are"} not; ` +
      `${plural(keys, "key")} enrolled` +
      (disputed > 0 ? `; ${plural(disputed, "entry is", "entries are")} disputed` : "") +
      (names === "operator" ? "; names are vouched for by the operator" : "; names are vouched for by the registrar"),
    pin: (name: string, key: KeyHistory) => `${name}: the pinned key ${key.thumbprint} is enrolled${revokedIn(key)}`,
    pinnedKey: (key: KeyHistory) => `The pinned key ${key.thumbprint} is enrolled${revokedIn(key)}`,
    author: (thumbprint: string, count: number) => `The key ${thumbprint} signed ${plural(count, "entry", "entries")}`,
    entry: (name: string, kind: string, place: number, index: number, hash: string) =>
      `${name}: ${kind} ${number(place)} is in block ${number(index)} of the ledger, with hash ${hash}`,
  },
  entryKinds: {
    founding: "the founding entry",
    record: "record",
    correction: "the corrected record",
    erasure: "the erasure",
    key: "the key entry",
    revocation: "the revocation",
  } satisfies Record<Entry["kind"], string>,
  fates: {
    current: "It is the current version: no later entry of these blocks corrects or erases it.",
    corrected: (place: number) => `It is not the current version: entry ${number(place)} corrected it.`,
    erased: (place: number) => `It was erased, with all versions of its record, by entry ${number(place)}.`,
    nameErased: (place: number) => `The name of the key's subject was erased by entry ${number(place)}.`,
  },
  discloses: "It discloses these fields, and its commitment proves them:",
  disclosesNothing: "It discloses no field: it proves that the entry is there, not what the record says.",
  disclosed: { ...strings.mine.form.fields, subject: "Subject of the key" } as Readonly<Record<string, string>>,
  pinGap: (name: string, thumbprint: string) =>
    `Whether the key ${thumbprint} is enrolled in the name ${name}: the ledger tells that to a token with record:read, unless the name was erased, and so does a receipt of the key's entry`,
  receiptGaps: {
    "current-version": (name: string, place: number) =>
      `${name}: whether record ${number(place)} is still the current version. It may have been corrected or erased in the blocks that are not here: ask the ledger`,
    signature: (name: string, place: number) => `${name}: the author's signature on entry ${number(place)}`,
    revocation: (name: string, place: number) =>
      `${name}: whether the key of entry ${number(place)} was revoked since, which no receipt can say`,
  } satisfies Record<ReceiptGap, (name: string, place: number) => string>,
  signatureGaps: {
    unsigned: (count: number) =>
      `Who registered ${plural(count, "record or correction that is", "records and corrections that are")} not signed: only the operator says that`,
    names: {
      operator:
        "Whose keys the enrolled keys are: the names are vouched for by the operator. Give the keys of people you know",
      registrar: "Whether the registrar endorsed each key for the right person: the registrar answers for that",
    },
    otherNames: {
      operator: (count: number) =>
        `Whose ${count === 1 ? "the other enrolled key is: its name is" : `the other ${number(count)} enrolled keys are: their names are`} vouched for by the operator`,
      registrar: (count: number) =>
        `Whether the registrar endorsed ${count === 1 ? "the other key" : `the other ${number(count)} keys`} for the right person: the registrar answers for that`,
    },
    otherKeys:
      "Whether another key is enrolled in the name of somebody you know: the ledger tells the names of all keys to a token with record:read, except those that were erased",
  },
  gaps: {
    key: "The ledger's signature: no key was given",
    checkpoint: "The ledger's signature: no checkpoint with it covers the last block",
    history: "The past: no saved checkpoint of this ledger was given, so the history may have been rewritten",
    ownKey:
      "The ledger's signature: the key came from the ledger itself, so a match proves nothing. Paste the key that you got from another source",
  } satisfies Record<Gap, string> & Record<string, unknown>,
  ofReads: "it is of the log of reads, not of the chain. Use npm run verify, with the key from /reads/vkey",
  noCheckpointRead: "without the ledger's key, its newest checkpoint cannot be verified",
  skipped: (what: string, reason: string) => `${what}: ${reason}`,
  skippedChecks: {
    blocks: () => "The blocks after the fault",
    rest: () => "The blocks after the last one here",
    genesis: () => "Whether the hash of genesis matches the saved one",
    "newest-checkpoint": () => "The ledger's newest checkpoint",
    cosignatures: (name = "the newest checkpoint") => `The witnesses' cosignatures of ${name}`,
    "kept-checkpoint": (name = "A checkpoint") => name,
    copy: (name = "A copy") => name,
    receipt: (name = "A receipt") => name,
    signatures: () => "The authors' signatures",
    pin: (name = "A name") => `The key that ${name} was pinned to`,
    author: () => "What the key signed",
  } satisfies Record<Skipped["check"], (name?: string) => string>,
  save: {
    title: "Save a checkpoint",
    lead: "A checkpoint is the ledger's signature on all its current blocks, in a few lines without patient data. With it, you can tell if that history is later rewritten or cut off, even if everything else is rebuilt to match.",
    where:
      "Save it where the ledger's operator cannot reach it, such as on your own disk, in an email or on paper. To check it later, add it under “Saved files”.",
    action: "Download the newest checkpoint",
    done: (name: string) => `Downloaded as ${name}.`,
  },
} as const;
