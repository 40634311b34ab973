import type { Fault } from "../chain/fault.ts";

/** What to do about a kind of fault. */
const ADVICE = {
  blocks: [
    "if the blocks came from a file, get them from the ledger again and repeat the check: a file may have been damaged or edited on its way, and then no fault of the ledger is proved",
    "ask the operator for the cause. The fault shows that the blocks do not hold together, but neither who caused it nor why: it may be a failing disk, an error in a program, or somebody with access to the storage",
    "compare with what others saved: an earlier export, or a copy made by the command follow, shows what the block held before, and a checkpoint or a receipt shows what the ledger signed",
    "the operator should restore the storage from a state before the fault, not repair blocks: a repaired block no longer fits what was signed and saved",
  ],
  history: [
    "make sure that the blocks are those of the ledger whose key and checkpoints you gave, since the blocks of another ledger differ too. The key begins with the ledger's name",
    "if the blocks came from a file, make sure that it is a whole and recent export of this ledger, and repeat the check with the ledger itself: an older or an edited file differs too",
    "keep the signed checkpoints, receipts and copies above all: with the blocks as they are now, the ledger's own signature on them shows everybody what was replaced or removed",
    "compare with other auditors and with witnesses: ask for the checkpoints that they saved, and whether they agree with yours or with the blocks as they are now",
    "ask the operator, in writing, what happened. The evidence shows that history changed, but neither who changed it nor why: an older state of the storage may have been restored by mistake",
    "until that is cleared up, rely on nothing that the ledger signed after the newest of your checkpoints that still agrees with the blocks. The operator should restore the storage, so that the ledger continues what it signed",
  ],
  signed: [
    "if the blocks came from a file, get them from the ledger again and repeat the check: a file may have been damaged or edited on its way, and then no fault of the ledger is proved",
    "treat the entries that the faults name as not signed by their authors, and ask these authors, not only the operator, what they signed: their own receipts show it",
    "ask the operator for the cause. The fault shows neither who caused it nor why",
  ],
  pin: [
    "ask the person, in another way than through the ledger, which keys are or were theirs. If the key that was found is theirs too, pin it as well and repeat the check",
    "if it is not theirs, ask the operator or the registrar who had it enrolled, have it revoked, and rely on nothing that it signed in that name",
  ],
  opening: [
    "ask the operator to restore the ledger and its vault from backups of the same time. The fault does not show whether the record was deleted, or only part of the storage restored",
  ],
} as const satisfies Record<string, readonly string[]>;

const KINDS: Readonly<Record<Fault["rule"], keyof typeof ADVICE>> = {
  format: "blocks",
  index: "blocks",
  hash: "blocks",
  genesis: "history",
  previous_hash: "blocks",
  difficulty: "blocks",
  timestamp: "blocks",
  proof: "blocks",
  record: "blocks",
  merkle_root: "blocks",
  entries: "blocks",
  entry: "blocks",
  key: "signed",
  seen: "history",
  signature: "signed",
  fork: "history",
  truncation: "history",
  checkpoint: "history",
  receipt: "history",
  pin: "pin",
  "record-missing": "opening",
};

const KEEP =
  "keep everything as it is now: the blocks that were checked, this report, and all checkpoints, receipts and copies, each with its date. Overwrite nothing with a later download";
const SAVE =
  "save the newest checkpoint and the hash of genesis where the operator cannot reach them, with the date: the next verification compares the ledger with them";
const OPEN =
  "what was not checked is neither right nor wrong. Each line says what was missing: get that, and repeat the check";

/** What to do about the faults of a report, all kinds of them once. */
export function adviceOnFaults(faults: readonly Fault[]): string[] {
  // A ledger may report a rule that this version does not know.
  const known = new Map<string, keyof typeof ADVICE>(Object.entries(KINDS));
  return [...new Set([KEEP, ...faults.flatMap(({ rule }) => ADVICE[known.get(rule) ?? "blocks"])])];
}

/** What to do after a verification of a chain that found no fault. */
export function adviceWithoutFault(isIncomplete: boolean): string[] {
  return [...(isIncomplete ? [OPEN] : []), SAVE];
}
