import type { Fault } from "../fault.ts";
import { authorFault } from "./author-rules.ts";
import type { ChainState, Founded } from "./chain-state.ts";
import type { Entry, FoundingEntry } from "./entry.ts";
import { type BlockInProgress, type EntryPlace } from "./entry-place.ts";
import { ENTRY_STATE } from "./entry-states.ts";
import type { Header } from "./header.ts";
import { commitmentFault, linkedEntryFault } from "./link-rules.ts";
import { openKey } from "./public-key.ts";

/** An entry of a block: the commitment alone for an unsigned record, as most are, or what was parsed. */
export type EntryContent = string | object;

/**
 * Checks the rules `entry`, `key`, `seen` and `signature`, entry by entry.
 *
 * @param contents the entries, whose numbers and tree were found right
 * @param state what the blocks before mean; after a fault it is as it was
 * @returns the first fault
 */
export async function entriesFault(
  header: Header,
  contents: readonly EntryContent[],
  state: ChainState,
): Promise<Fault | undefined> {
  const block: BlockInProgress = { header, oldest: state.recent.oldestEntry, commitments: new Map(), asked: [] };
  const found = await firstFault(contents, block, state);
  const fault = (await signatureFault(block)) ?? found;
  if (fault) {
    state.states.takeBack();
    state.keys.takeBack();
    state.signed.takeBack();
    return fault;
  }
  const [founding] = contents;
  if (header.index === 1) state.founded = await foundedBy(founding as FoundingEntry, header.hash);
  state.states.settle();
  state.keys.settle();
  state.signed.settle(header);
  for (const [commitment, number] of block.commitments) state.commitments.note(commitment, number, block.oldest);
  state.recent.note(header);
  return undefined;
}

async function firstFault(
  contents: readonly EntryContent[],
  block: BlockInProgress,
  state: ChainState,
): Promise<Fault | undefined> {
  // Elsewhere there is nothing to check about an unsigned record but its commitment.
  const isSimple = block.header.index > 1 && state.founded?.founding.signatures === undefined;
  let number = block.header.first_entry;
  for (const content of contents) {
    const place = { block, number };
    const fault =
      isSimple && typeof content === "string"
        ? unsignedRecordFault(content, place, state)
        : entryFaultOf(content, place, state);
    const found = fault instanceof Promise ? await fault : fault;
    if (found) return found;
    number += 1;
  }
  return undefined;
}

function unsignedRecordFault(commitment: string, place: EntryPlace, state: ChainState): Fault | undefined {
  const fault = commitmentFault(commitment, place, state);
  if (fault) return fault;
  state.states.add(ENTRY_STATE.current);
  state.signed.addUnsigned();
  return undefined;
}

/** Most entries need no waiting, and are answered for without a promise. */
export function entryFaultOf(
  content: EntryContent,
  place: EntryPlace,
  state: ChainState,
): ReturnType<typeof authorFault> {
  const entry = (typeof content === "string" ? { kind: "record", commitment: content } : content) as Entry;
  return linkedEntryFault(entry, place, state) ?? authorFault(entry, place, state);
}

/** Waits for the signatures that are being verified, and returns the fault of the first one that is not right. */
export async function signatureFault({ asked }: BlockInProgress): Promise<Fault | undefined> {
  const verified = await Promise.all(asked.map((signature) => signature.verified));
  return asked[verified.indexOf(false)]?.fault();
}

/** Reads what genesis set. Its keys were found usable. */
export async function foundedBy(founding: FoundingEntry, ledger: string): Promise<Founded> {
  const named = [founding.registrar, founding.successor].filter((key) => key !== undefined);
  const opened = await Promise.all(named.map((key) => openKey(key)));
  return { founding, ledger, registrars: opened.filter((key) => typeof key === "object") };
}
