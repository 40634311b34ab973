import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";

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
  witnesses: "Witnesses",
  witnessKeys: "Witnesses' verifier keys, one per line",
  quorum: "How many of them must have cosigned",
  quorumAll: "All",
  quorumTooHigh: "more witnesses must have cosigned than there are keys of witnesses",
  saved: "Saved files",
  savedHint:
    "Checkpoints, receipts, exports of the chain and a policy that you saved. They never leave your browser. An export is what GET /get_chain of the ledger returns, as JSON or NDJSON.",
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
      "checkpoint of the log of reads: will not be checked here. Use the command verify with --log reads, and the key from /reads/vkey",
    "read-receipt":
      "receipt of the log of reads: will not be checked here. Use the command verify, and the key from /reads/vkey",
    receipts: (count: number, reads: number) =>
      `${plural(count, "receipt")}${reads > 0 ? `, and ${number(reads)} of the log of reads, which will not be checked here` : ""}`,
    chain: "export of a chain, which will be verified",
    copy: "export of a chain, which will be compared with the one that is verified",
    policy: (keys: number, witnesses: number) =>
      `policy with ${plural(keys, "key")} of the ledger and ${plural(witnesses, "witness", "witnesses")}`,
    unread: "being read…",
    none: (reason: string) => `will not be checked: it ${reason}`,
  },
  unreadable: "could not be read: if it is a folder, add the files in it instead; if it was changed, add it again",
  policy: {
    several: "there are several policy files: remove all but one",
    twice: "the policy file has the keys and the quorum: clear the fields of the keys, or remove the file",
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
  witnessed: "Witnessed",
  notChecked: "Not checked",
  fault: "Fault",
  more: (count: string) => `… and ${count} more`,
  advice: "What to do now",
  disclosed: { discloses: "The receipt discloses:", says: "The entry says:" },
  saveReport: {
    by: "Who verifies (optional)",
    action: "Save the report",
    hint: "One HTML file, to keep or to print. It holds what the receipts disclose.",
    done: (name: string) => `Saved as ${name}.`,
  },
  ofReads: "it is of the log of reads, not of the chain. Use the command verify, and the key from /reads/vkey",
  noCheckpointRead: "without the ledger's key, its newest checkpoint cannot be verified",
  save: {
    title: "Save a checkpoint",
    lead: "A checkpoint is the ledger's signature on all its current blocks, in a few lines without patient data. With it, you can tell if that history is later rewritten or cut off, even if everything else is rebuilt to match.",
    where:
      "Save it where the ledger's operator cannot reach it, such as on your own disk, in an email or on paper. To check it later, add it under “Saved files”.",
    action: "Download the newest checkpoint",
    done: (name: string) => `Downloaded as ${name}.`,
  },
} as const;
