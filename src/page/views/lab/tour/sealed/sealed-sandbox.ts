import { GENESIS } from "../../../../../chain/block.ts";
import { hex } from "../../../../../chain/hex.ts";
import type { PatientRecord } from "../../../../../chain/record.ts";
import { canonicalEntry, type Entry, type FoundingEntry } from "../../../../../chain/sealed/entry.ts";
import { EntryTree } from "../../../../../chain/sealed/entry-tree.ts";
import {
  candidateHeader,
  type CandidateHeader,
  headerOf,
  MINED_BY,
  type SealedBlock,
  sealHeader,
} from "../../../../../chain/sealed/header.ts";
import { FORMAT_VERSION } from "../../../../../chain/sealed/unknown-version.ts";
import { discloseFields, type SealedFields } from "../../../../../evidence/disclosures.ts";
import type { EntryInclusion } from "../../../../../evidence/entry-inclusion.ts";
import { solve } from "../../../../../mining/mine-block.ts";
import { subtleSearch } from "../../../../../mining/subtle-search.ts";
import { madeUpRecord } from "../../sandbox.ts";
import { newSalts } from "./guessing.ts";

/** A small chain of a sealed ledger, and what is kept off it of the reader's record. */
export interface SealedSandbox {
  readonly blocks: readonly SealedBlock[];
  /** The reader's record, with its salts; nothing once it is erased. */
  readonly kept: SealedFields | undefined;
}

/** The sandbox's difficulty in bits, as a sealed ledger has it by default. */
const DIFFICULTY = 8;

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

function treeOf(entries: readonly Entry[]): Promise<EntryTree> {
  return EntryTree.of(entries.map((entry) => canonicalEntry(entry)));
}

async function firstBlock(): Promise<SealedBlock> {
  const founding: FoundingEntry = {
    kind: "founding",
    version: FORMAT_VERSION,
    id: hex(crypto.getRandomValues(new Uint8Array(16))),
    puzzle: "block-hash",
    difficulty: DIFFICULTY,
    records: "sealed",
  };
  const { index, previous_hash } = GENESIS;
  const numbers = { first_entry: 1, last_entry: 1 };
  const merkle_root = hex((await treeOf([founding])).root);
  const timestamp = new Date().toISOString();
  const { genesis: mined_by } = MINED_BY;
  return mined({ index, timestamp, ...numbers, merkle_root, mined_by, difficulty: DIFFICULTY, previous_hash }, [
    founding,
  ]);
}

async function nextBlock(tip: SealedBlock, entries: readonly Entry[]): Promise<SealedBlock> {
  const last_entry = tip.last_entry + entries.length;
  const merkle_root = hex((await treeOf(entries)).root);
  const timestamp = new Date(Math.max(Date.now(), Date.parse(tip.timestamp))).toISOString();
  return mined(candidateHeader(tip, MINED_BY.ledger, { last_entry, merkle_root, timestamp }), entries);
}

async function mined(candidate: CandidateHeader, entries: readonly Entry[]): Promise<SealedBlock> {
  const context = { now: () => Date.now(), pause: () => Promise.resolve(true), search: subtleSearch };
  const solution = await solve(candidate, DIFFICULTY, context);
  if (!solution) throw new Error("the search for a proof was stopped");
  return { ...(await sealHeader(solution.candidate, solution.proof)), entries };
}
