import { type Block, candidateBlock, sealBlock, withProof } from "../../chain/block.ts";
import { TIMESTAMP_LEEWAY } from "../../chain/block-rules.ts";
import { isSolved } from "../../chain/proof-of-work.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { Blocks } from "../store/blocks.ts";

/** The work that an external miner submits for a record. */
export interface SubmittedWork {
  readonly proof: number;
  /** On `block-hash`, the timestamp of the candidate that the proof was found for. */
  readonly timestamp?: string;
  /** The hash of the tip that the proof was found for, if the miner states it. */
  readonly previous_hash?: string;
}

/** The judgement on submitted work. */
export type Judgement =
  | { readonly outcome: "solved"; readonly block: Block }
  /** Correct, but for an older tip; `tip` is the one to mine on now. */
  | { readonly outcome: "passed"; readonly tip: Block }
  /** Correct, but found before someone else registered the record: the candidate must now name that author. */
  | { readonly outcome: "registered"; readonly tip: Block }
  | { readonly outcome: "refused"; readonly reason: "proof" | "timestamp" | "timestamp-missing" };

/** What a candidate is made of, apart from the tip and the time. */
interface Contents {
  readonly record: PatientRecord;
  readonly minedBy: string;
  /** Who registered the record, if it is pending. */
  readonly author: string | undefined;
}

/**
 * How many earlier tips work is tried against if it does not state its tip and does not fit the newest. This tells late
 * work from wrong work. With more tips, wrong work would too often pass for late by chance: at 8 bits, one try in 256
 * fits.
 */
const PASSED_TIPS = 10;

/**
 * Checks the work of an external miner.
 *
 * @param tip the newest block
 * @param now the current time in milliseconds since 1970
 */
export async function judge(
  blocks: Blocks,
  tip: Block,
  contents: Contents,
  work: SubmittedWork,
  now: number,
): Promise<Judgement> {
  if (work.previous_hash !== undefined && work.previous_hash !== tip.hash) return { outcome: "passed", tip };
  if (tip.difficulty !== undefined && work.timestamp === undefined) {
    return { outcome: "refused", reason: "timestamp-missing" };
  }
  const block = await solvedBlock(tip, contents, work, now);
  if (!block) return unsolved(blocks, tip, contents, work, now);
  const isTimely = block.timestamp >= tip.timestamp && Date.parse(block.timestamp) <= now + TIMESTAMP_LEEWAY;
  if (tip.difficulty !== undefined && !isTimely) {
    return { outcome: "refused", reason: "timestamp" };
  }
  return { outcome: "solved", block };
}

/** Judges work that does not solve the puzzle: it may have been correct before a change overtook it. */
async function unsolved(
  blocks: Blocks,
  tip: Block,
  contents: Contents,
  work: SubmittedWork,
  now: number,
): Promise<Judgement> {
  // A candidate that was issued before someone else registered the record names no author.
  const isRegistered = contents.author !== undefined && contents.author !== contents.minedBy;
  const before = isRegistered ? [{ ...contents, author: undefined }] : [];
  for (const earlier of before) {
    if (await solvedBlock(tip, earlier, work, now)) return { outcome: "registered", tip };
  }
  if (work.previous_hash !== undefined) return { outcome: "refused", reason: "proof" };
  for (const passed of blocks.range(tip.index - PASSED_TIPS, tip.index - 1, PASSED_TIPS)) {
    for (const each of [contents, ...before]) {
      if (await solvedBlock(passed, each, work, now)) return { outcome: "passed", tip };
    }
  }
  return { outcome: "refused", reason: "proof" };
}

/** The block that the work yields on a tip, if it solves the puzzle there. */
async function solvedBlock(
  tip: Block,
  { record, minedBy, author }: Contents,
  { proof, timestamp }: SubmittedWork,
  now: number,
): Promise<Block | undefined> {
  const candidate = candidateBlock(tip, record, minedBy, now, author);
  // Only block-hash commits to the timestamp. On squares, the block gets the time at which it is appended.
  const bound = tip.difficulty !== undefined && timestamp !== undefined ? { ...candidate, timestamp } : candidate;
  const block = await sealBlock(withProof(bound, proof));
  return (await isSolved(block, tip.proof)) ? block : undefined;
}
