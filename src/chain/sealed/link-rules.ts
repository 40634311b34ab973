import type { Fault } from "../fault.ts";
import type { ChainState } from "./chain-state.ts";
import type { Entry, FoundingEntry } from "./entry.ts";
import { type EntryPlace, entryFault } from "./entry-place.ts";
import { entryRowFault } from "./entry-row.ts";
import { ENTRY_STATE } from "./entry-states.ts";

/**
 * Checks the rule `entry` and notes what the entry refers to: it has the attributes of its kind, genesis has the only
 * founding, its commitment is new, and it corrects or erases what can be corrected or erased.
 */
export function linkedEntryFault(entry: Entry, place: EntryPlace, state: ChainState): Fault | undefined {
  const row = entryRowFault(entry);
  if (row) return entryFault(place, "entry", row.expected, row.actual, "does not have the format of an entry.");
  if (place.number === 1 || entry.kind === "founding") return foundingFault(entry, place, state);
  const repeated = "commitment" in entry ? commitmentFault(entry.commitment, place, state) : undefined;
  if (repeated) return repeated;
  switch (entry.kind) {
    case "correction":
      return correctionFault(entry.corrects, place, state);
    case "erasure":
      return erasureFault(entry.erases, place, state);
    case "key":
      state.states.add(ENTRY_STATE.key);
      return undefined;
    case "record":
      state.states.add(ENTRY_STATE.current);
      return undefined;
    case "revocation":
      state.states.add(ENTRY_STATE.other);
      return undefined;
  }
}

/** Checks that the first entry, and no other, is the founding, and that it says what its header says. */
function foundingFault(entry: Entry, place: EntryPlace, { states }: ChainState): Fault | undefined {
  if (entry.kind !== "founding") {
    return entryFault(place, "entry", "kind: founding", "another kind", "must be the founding of the ledger.");
  }
  if (place.number !== 1) {
    return entryFault(
      place,
      "entry",
      "another kind",
      "kind: founding",
      "is a founding entry, which only genesis may have.",
    );
  }
  states.add(ENTRY_STATE.other);
  return agreementFault(entry, place);
}

function agreementFault({ difficulty }: FoundingEntry, place: EntryPlace): Fault | undefined {
  const { header } = place.block;
  if (difficulty === header.difficulty) return undefined;
  const [expected, actual] = [`difficulty: ${header.difficulty}`, `difficulty: ${difficulty}`];
  return entryFault(place, "entry", expected, actual, "states a difficulty that differs from that of its block.");
}

/** Checks that a commitment does not stand in the newest blocks already, and notes it. */
export function commitmentFault(commitment: string, place: EntryPlace, state: ChainState): Fault | undefined {
  const { commitments, oldest } = place.block;
  const earlier = commitments.get(commitment) ?? state.commitments.find(commitment, oldest);
  if (earlier !== undefined) {
    const expected = "a commitment that no entry of the last 1,024 blocks has";
    return entryFault(
      place,
      "entry",
      expected,
      `that of entry ${earlier}`,
      `repeats the commitment of entry ${earlier}.`,
    );
  }
  commitments.set(commitment, place.number);
  return undefined;
}

function correctionFault(corrects: number, place: EntryPlace, { states }: ChainState): Fault | undefined {
  const found = corrects < place.number ? states.get(corrects) : ENTRY_STATE.other;
  if (found !== undefined && found !== ENTRY_STATE.current) {
    const expected = "corrects: the current version of a record";
    const detail = `corrects entry ${corrects}, which is not the current version of a record.`;
    return entryFault(place, "entry", expected, `corrects: ${corrects}`, detail);
  }
  states.change(corrects, ENTRY_STATE.replaced);
  states.add(ENTRY_STATE.current);
  return undefined;
}

function erasureFault(erases: number, place: EntryPlace, { states }: ChainState): Fault | undefined {
  const found = erases < place.number ? states.get(erases) : ENTRY_STATE.other;
  if (found !== undefined && found !== ENTRY_STATE.current && found !== ENTRY_STATE.key) {
    const expected = "erases: the current version of a record, or a key entry";
    const detail = `erases entry ${erases}, which is neither the current version of a record nor a key entry.`;
    return entryFault(place, "entry", expected, `erases: ${erases}`, detail);
  }
  states.change(erases, ENTRY_STATE.erased);
  states.add(ENTRY_STATE.other);
  return undefined;
}
