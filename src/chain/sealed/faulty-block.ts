import { type EntryContent, entryFaultOf, foundedBy, signatureFault } from "./block-entries.ts";
import type { ChainState } from "./chain-state.ts";
import { numbersFault, treeFault } from "./contents-rules.ts";
import type { Entry } from "./entry.ts";
import type { BlockInProgress } from "./entry-place.ts";
import { ENTRY_STATE } from "./entry-states.ts";
import { digestHeader, type Header } from "./header.ts";
import { isHexOf } from "../text/hex.ts";
import { openBlock } from "./opened-block.ts";
import type { FaultyBlock } from "../resumption.ts";

/** The kinds of entries that enrol no key. */
const KEYLESS: ReadonlySet<unknown> = new Set<Entry["kind"]>(["record", "correction", "erasure", "revocation"]);

/** A faulty block of a sealed ledger. */
interface FaultySealed extends FaultyBlock {
  readonly block: Header;
  readonly contents: readonly EntryContent[];
  /** Whether its entries are those that were hashed, and its numbers right, so that each entry has a known number. */
  readonly isWhole: boolean;
}

/**
 * Reads a faulty block as far as it can be read.
 *
 * @param firstOf the number that its first entry must have
 * @returns `undefined` if it does not have a block's format
 */
export async function readFaulty(
  value: unknown,
  firstOf: (header: Header) => number,
): Promise<FaultySealed | undefined> {
  const opened = openBlock(value, false);
  if (!("header" in opened)) return undefined;
  const { header, texts, contents } = opened;
  const isHashed = isHexOf(header.hash, new Uint8Array(await digestHeader(header)));
  const first = firstOf(header);
  const isTree = isHashed && !(await treeFault(header, texts));
  const isWhole = isTree && !numbersFault(header, texts, first);
  // Without the entries that were hashed, the header alone tells their numbers.
  const isNumbered = isWhole || (isHashed && !isTree && header.first_entry === first && header.last_entry >= first);
  return { block: header, contents, isHashed, isWhole, lastEntry: isNumbered ? header.last_entry : undefined };
}

/**
 * Takes in the entries of a faulty block whose entries are those that were mined. What an entry at fault means is
 * unknown, so no later entry is accused because of it.
 */
export async function takeInEntries(
  header: Header,
  contents: readonly EntryContent[],
  state: ChainState,
): Promise<void> {
  const { states, keys, recent, commitments } = state;
  states.startAt(header.first_entry);
  recent.skipTo(header);
  const block: BlockInProgress = { header, oldest: recent.oldestEntry, commitments: new Map(), asked: [] };
  for (const [place, content] of contents.entries()) {
    const at = { block, number: header.first_entry + place };
    const fault = (await entryFaultOf(content, at, state)) ?? (await signatureFault(block));
    block.asked.length = 0;
    if (fault) {
      states.takeBack();
      keys.takeBack();
      states.add(ENTRY_STATE.unknown);
      doubt(content, state);
    } else if (header.index === 1 && place === 0 && typeof content !== "string") {
      const founding = content as Entry;
      if (founding.kind === "founding") state.founded = await foundedBy(founding, header.hash);
    }
    states.settle();
    keys.settle();
  }
  for (const [commitment, number] of block.commitments) commitments.note(commitment, number, block.oldest);
  recent.note(header);
  // Authors may have seen another block here, which this one replaced.
  recent.forget(header.index);
}

/** Notes that it is unknown which key an entry at fault enrolled, and which block its author had seen. */
function doubt(content: EntryContent, state: ChainState): void {
  if (typeof content === "string") return;
  const { kind, seen } = content as { readonly kind?: unknown; readonly seen?: { readonly index?: unknown } };
  if (!KEYLESS.has(kind)) state.isPart = true;
  if (typeof seen?.index === "number") state.recent.forget(seen.index);
}
