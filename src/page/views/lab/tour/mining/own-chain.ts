import { signal } from "@preact/signals";
import type { Block, CandidateBlock } from "../../../../../chain/block.ts";
import { candidateBlock, GENESIS } from "../../../../../chain/block.ts";
import { LAB_MINER, newRecord } from "../../sandbox.ts";

/** What the reader's own chain demands, in leading zero bits: four zeros, as in the paper's chart 1. */
export const DIFFICULTY = 16;

/** How many blocks of their own chain the reader mines. */
export const OWN_LENGTH = 3;

/** The blocks that the reader mined. They last until the page is left, since a name that was typed is stored nowhere. */
export const ownBlocks = signal<readonly Block[]>([]);

/** The reader's tries a minute by hand, once it can be told. */
export const pace = signal<number | undefined>(undefined);

/** The first block of a new chain, without its nonce. */
export function ownGenesis(now: number): CandidateBlock {
  return { ...GENESIS, timestamp: new Date(now).toISOString(), difficulty: DIFFICULTY };
}

/** The next block of the reader's chain, without its nonce. */
export function ownCandidate(name: string, now: number): CandidateBlock {
  const blocks = ownBlocks.peek();
  const tip = blocks.at(-1);
  if (!tip) return ownGenesis(now);
  const record = newRecord(blocks, blocks.length - 1);
  return candidateBlock(tip, { ...record, patient_name: name }, LAB_MINER, now);
}
