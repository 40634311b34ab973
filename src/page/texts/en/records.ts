import type { LoggedAction } from "../../../contract/schemas/reads.ts";
import { date, number, time } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** What was done with a record, and what was tried with it in vain. */
function outcome(did: (record: string) => string, tried: (record: string) => string) {
  return { did, tried };
}

/** The texts about what is done with a record once it is open: correcting, erasing, holding it, and who read it. */
export const recordStrings = {
  logged: "This read is logged.",
  replacedBy: (place: number) => `Show record ${number(place)}, which replaces it`,

  versions: {
    open: (place: number) => `Versions of record ${number(place)}`,
    lead: (count: number) =>
      count === 1
        ? "The record was never corrected: this is its only version."
        : "Oldest first. Each version says what it changed in the one before.",
    loading: "Loading the versions…",
    list: "Versions",
    title: (place: number, corrects: number | undefined, isCurrent: boolean) =>
      `Record ${number(place)}, ${corrects === undefined ? "the first version" : `replaces record ${number(corrects)}`}${isCurrent ? ", current version" : ""}`,
    changed: "Changed",
    unchanged: "Unchanged",
    hidden: "Your token does not show the version that this one replaces, so what changed cannot be marked.",
  },

  correct: {
    open: (place: number) => `Correct record ${number(place)}`,
    lead: "A correction adds a new version. The old one stays, and so does its registration number, which no other record can use.",
    plainLead:
      "A correction adds a block with the new version. The old block stays readable on the chain for ever: nothing can be erased from a plain ledger.",
    submit: "Save the correction",
    saving: "Saving…",
    cancel: "Cancel",
    same: "Nothing has changed yet: change at least one field.",
    taken: "belongs to another record",
    done: (before: number, after: number) =>
      `Record ${number(before)} was corrected: its new version is ${number(after)}.`,
    already: (place: number) => `The ledger already has exactly this correction, as record ${number(place)}.`,
    accepted:
      "The correction was accepted and is waiting to be mined. Open the record again once its block is on the chain.",
    outdated: (before: number, after: number) =>
      `Not saved: record ${number(before)} was corrected while you typed. Record ${number(after)} is the current version now. Your text is still in the form: compare it, and save it as a correction of the newer version if it still applies.`,
    compared: "The version that you opened, and the newer one",
    opened: (place: number) => `The version that you opened, record ${number(place)}`,
    newer: (place: number) => `The newer version, record ${number(place)}`,
    takeOver: "Put the newer version into the form",
    waiting: (place: number) =>
      `Not saved: another correction of record ${number(place)} was accepted first and is still waiting to be mined. Your text is still in the form.`,
    lookAgain: "Look for the newer version",
    closed:
      "Not saved: the record was corrected, and its current version belongs to a patient whose records your token does not open.",
  },

  erase: {
    open: (place: number) => `Erase record ${number(place)}`,
    title: (place: number) => `Erase record ${number(place)} and all its versions?`,
    lead: "The keys that open the record are destroyed at once. The ledger cannot undo this.",
    remainsTitle: "What remains",
    remains: [
      "the record's entries in the chain, with commitments that nothing opens any more, and an entry for the erasure",
      "receipts and checkpoints: all of them remain valid",
      "disclosures that were handed out: whoever has a receipt with a field can still show and prove that field",
      "copies that others made, such as printouts, exports and saved files",
      "the log of reads: who opened the record, and when",
    ],
    backups: (until: string) =>
      `backups of the platform, from which its operator could still restore the record, until about ${until}. The ledger states the exact time once the erasure has begun`,
    reserved: (until: string) =>
      `Its registration number stays reserved for as long, until about ${until}. Until then it cannot be registered again.`,
    reason: "Reason",
    reasons: {
      request: "The patient asked for it",
      retention: "The retention period has ended",
      error: "It was registered by mistake",
    },
    reasonKept: "The reason is kept beside the chain. It never enters a block.",
    cleared:
      "The page then closes every open record and empties its forms, so that nothing of the record is left in it.",
    keep: "Keep the record",
    confirm: "Erase the record",
    close: "Close",
    erasing: "Erasing…",
    until: date,
    holder:
      "You hold this record, and whoever holds a record cannot have it erased. End your hold first, or have somebody else ask.",
    held: "The record is held, so it was not erased. The ledger has noted your request and erases the record when the last hold ends.",
  },

  erasure: {
    title: (place: number) => `Erasure of record ${number(place)}`,
    erased: "This record was erased.",
    loading: "Asking how far the erasure is…",
    pending: "Its keys are destroyed, and nobody can read it any more. The entry that says so is still to be mined.",
    waiting:
      "A hold delays this erasure. It was noted, and runs when the last hold ends. Until then the record can be read.",
    done: "The record is erased. The entry that says so is in the chain, and the ledger reports that what it stored of the record was overwritten.",
    reason: "Reason",
    entry: "Entry of the erasure",
    final: "Number reserved and backups kept until",
    finalAfter: time,
    lookAgain: "Look again",
  },

  hold: {
    open: (place: number) => `Hold or release record ${number(place)}`,
    lead: "While anybody holds a record, it cannot be erased: an erasure that is asked for waits until the last hold ends. Reading and correcting go on. Whoever holds a record cannot ask for its erasure.",
    hold: "Hold the record",
    release: "End your hold",
    held: (place: number) => `You hold record ${number(place)}. It cannot be erased until you end your hold.`,
    released: (place: number) =>
      `You do not hold record ${number(place)} any more. If an erasure was waiting and nobody else holds the record, it runs now.`,
  },

  reads: {
    open: (place: number) => `Reads of record ${number(place)}`,
    lead: "Every read of the record or of another of its versions, oldest first.",
    allLead:
      "Who did what with which record. Denied requests are logged as well. The log is a signed tree of its own, which witnesses can watch.",
    loading: "Loading the log…",
    none: "The log has no entries here.",
    count: (count: number) => `${plural(count, "entry", "entries")} shown.`,
    list: "Entries of the log of reads",
    /** What was done, after the name of whoever did it, or of whoever was not allowed to. */
    actions: {
      read: outcome(
        (record) => `read record ${record}`,
        (record) => `tried to read record ${record}`,
      ),
      "read-versions": outcome(
        (record) => `read record ${record}, in the list of its versions`,
        (record) => `tried to read record ${record}, in the list of its versions`,
      ),
      search: outcome(
        (record) => `read record ${record}, found by a search`,
        (record) => `tried to read record ${record}, found by a search`,
      ),
      disclose: outcome(
        (record) => `made a receipt of record ${record}`,
        (record) => `tried to make a receipt of record ${record}`,
      ),
      register: outcome(
        (record) => `registered record ${record}`,
        (record) => `tried to register record ${record}`,
      ),
      correct: outcome(
        (record) => `corrected record ${record}`,
        (record) => `tried to correct record ${record}`,
      ),
      erase: outcome(
        (record) => `asked for the erasure of record ${record}`,
        (record) => `tried to erase record ${record}`,
      ),
      hold: outcome(
        (record) => `held record ${record}`,
        (record) => `tried to hold record ${record}`,
      ),
      release: outcome(
        (record) => `released record ${record}`,
        (record) => `tried to release record ${record}`,
      ),
    } satisfies Partial<Record<LoggedAction, object>>,
    /** The same where the log names no record: it concerned all of them, or none was found or meant yet. */
    withoutRecord: {
      search: { did: "searched and found nothing", tried: "tried to search for records" },
      register: { did: "registered a record", tried: "tried to register a record" },
      "open-all": {
        did: "had every record opened and checked",
        tried: "tried to have every record opened and checked",
      },
    } satisfies Partial<Record<LoggedAction, object>>,
    granted: "Granted",
    denied: "Denied",
    closed: "The key of its month was destroyed after the retention period. Only its commitment remains:",
    earlier: "Show earlier entries",
    later: "Show later entries",
  },
};
