import { type Block, candidateBlock, GENESIS, sealBlock, withProof } from "../../../chain/block.ts";
import { mineGenesis } from "../../../mining/mine-block.ts";
import { subtleSearch } from "../../../mining/subtle-search.ts";
import type { Puzzle } from "../../../chain/puzzle.ts";
import type { PatientRecord } from "../../../chain/records/record.ts";
import { attemptsTo } from "../../../mining/trial.ts";
import { nextKnownProof } from "../../../mining/squares-cycle.ts";
import type { Found } from "./lab-mining.ts";
import type { LabSearch } from "./lab-mining.ts";

/** Names of fictitious patients. */
const NAMES = ["Alice", "Bram", "Chandra", "Dalia", "Emeka", "Fatima", "Goran", "Hana", "Ines", "Jun"];

/** The record of a fictitious patient, different for each number. */
export function madeUpRecord(number: number): PatientRecord {
  return {
    patient_name: NAMES[number % NAMES.length] ?? "",
    patient_ID: `P-${1001 + number}`,
    Reg_no: `REG-${String(1 + number).padStart(4, "0")}`,
  };
}

/** The first record of a fictitious patient, starting from a number, that is not in any of the blocks. */
export function newRecord(blocks: readonly Block[], number: number): PatientRecord {
  const record = madeUpRecord(number);
  return blocks.some(({ Reg_no }) => Reg_no === record.Reg_no) ? newRecord(blocks, number + 1) : record;
}

/** The miner's name in the lab's blocks. */
export const LAB_MINER = "lab";

/**
 * Mines the block after a tip. On `squares` a known proof needs no search, as on a ledger.
 *
 * @returns the block and the number of hashes tried; nothing if the search was stopped
 */
export async function nextBlock(
  tip: Block,
  record: PatientRecord,
  now: number,
  search: LabSearch,
): Promise<Found | undefined> {
  const candidate = candidateBlock(tip, record, LAB_MINER, now);
  const known = candidate.difficulty === undefined ? nextKnownProof(tip.proof) : undefined;
  if (known !== undefined) return { block: await sealBlock(withProof(candidate, known)), attempts: 0 };
  const block = await search(candidate, tip.proof);
  return block && { block, attempts: attemptsTo(block, block.proof, 0) };
}

/** The interval between the timestamps of a sandbox's blocks: a minute, in milliseconds. */
const MINUTE = 60_000;

/**
 * Mines a chain of fictitious patients. The newest block's timestamp is now.
 *
 * @param onBlock receives each block
 */
export async function sandboxChain(
  puzzle: Puzzle,
  length: number,
  now: number,
  search: LabSearch,
  onBlock: (block: Block) => void = () => {},
): Promise<Block[]> {
  const start = now - (length - 1) * MINUTE;
  const genesis = await firstBlock(puzzle, start, search);
  const blocks = genesis ? [genesis] : [];
  if (genesis) onBlock(genesis);
  while (blocks.length < length) {
    const tip = blocks.at(-1);
    const time = start + blocks.length * MINUTE;
    const next = tip && (await nextBlock(tip, madeUpRecord(blocks.length - 1), time, search));
    if (!next) break;
    blocks.push(next.block);
    onBlock(next.block);
  }
  return blocks;
}

function firstBlock(puzzle: Puzzle, now: number, search: LabSearch): Promise<Block | undefined> {
  if (puzzle.puzzle === "squares") {
    return mineGenesis(puzzle, { now: () => now, pause: () => Promise.resolve(true), search: subtleSearch });
  }
  const timestamp = new Date(now).toISOString();
  return search({ ...GENESIS, timestamp, difficulty: puzzle.difficulty }, 0);
}
