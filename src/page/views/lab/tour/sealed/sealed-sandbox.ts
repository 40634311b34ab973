import type { PatientRecord } from "../../../../../chain/records/record.ts";
import type { Entry } from "../../../../../chain/sealed/entry.ts";
import { headerOf, type SealedBlock } from "../../../../../chain/sealed/header.ts";
import { discloseFields, type SealedFields } from "../../../../../evidence/receipts/disclosures.ts";
import type { EntryInclusion } from "../../../../../evidence/receipts/entry-inclusion.ts";
import { madeUpRecord } from "../../sandbox.ts";
import { newSalts } from "./guessing.ts";
import { firstBlock, nextBlock, treeOf } from "./mined-blocks.ts";

/** A small chain of a sealed ledger, and what is kept off it of the reader's record. */
export interface SealedSandbox {
  readonly blocks: readonly SealedBlock[];
  /** The reader's record, with its salts; nothing once it is erased. */
  readonly kept: SealedFields | undefined;
}

/** Which entry of the second block is the reader's record, from 0. The records of others stand around it. */
export const READERS_POSITION = 1;

/** The records of others, by their numbers among the made-up ones. */
const OTHERS = [1, 2, 3] as const;

/** Mines genesis and a block with a record among those of others, all of them sealed with new salts. */
export async function sealedSandbox(record: PatientRecord): Promise<SealedSandbox> {
  const sealed = await discloseFields(record, newSalts());
  const others = await Promise.all(OTHERS.map((place) => discloseFields(madeUpRecord(place), newSalts())));
  const entries = others
    .toSpliced(READERS_POSITION, 0, sealed)
    .map(({ commitment }): Entry => ({ kind: "record", commitment }));
  const genesis = await firstBlock();
  return { blocks: [genesis, await nextBlock(genesis, entries)], kept: sealed };
}

/** Erases the reader's record: forgets it and its salts, and mines the erasure. No block before it changes. */
export async function withoutRecord({ blocks }: SealedSandbox): Promise<SealedSandbox> {
  const tip = blocks.at(-1) as SealedBlock;
  const erasure: Entry = { kind: "erasure", erases: tip.first_entry + READERS_POSITION };
  return { blocks: [...blocks, await nextBlock(tip, [erasure])], kept: undefined };
}

/**
 * What proves that an entry is in its block.
 *
 * @param position the entry's place in the block, from 0
 * @param opened the digests of its fields, and the disclosures to hand out
 */
export async function inclusionOf(
  block: SealedBlock,
  position: number,
  opened?: Pick<EntryInclusion, "fields" | "disclosures">,
): Promise<EntryInclusion> {
  const tree = await treeOf(block.entries);
  return {
    number: block.first_entry + position,
    entry: block.entries[position] as Entry,
    position,
    path: tree.path(position),
    header: headerOf(block),
    disclosures: [],
    ...opened,
  };
}
