/** What becomes of a record or a header that was to be put on the chain, as the routes of miners answer it. */
import { puzzleOf } from "../../chain/puzzle.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import { targetOf } from "../../chain/target.ts";
import type { mineBlock } from "../../contract/routes/mining.ts";
import type { MinedBody, Work } from "../../contract/schemas/mining.ts";
import type { Accepted, Registered, Repeated, SubmitHeaderResult } from "../../ledger/results.ts";
import type { AnswerOf } from "../answers/answer.ts";
import type { AppContext } from "../environment.ts";
import { ledgerPath } from "../ledger/ledgers.ts";

export type MineAnswer = AnswerOf<typeof mineBlock>;

/** A block, and the receipt that proves that it is in the ledger. */
type Evidenced = Omit<MinedBody, "message">;

const REGISTERED = "Patient record securely added to blockchain ledger";
const REGISTERED_BEFORE = "Patient record is on the blockchain ledger already";

/** The record is in the mempool. */
export function accepted(c: AppContext, { id }: Accepted) {
  return {
    status: 202,
    headers: { Location: ledgerPath(c, `/mempool/${id}`) },
    json: { message: "Patient record accepted, it will be mined", id },
  } as const;
}

/** The record was mined into this block. */
export function mined(c: AppContext, { block, receipt }: Evidenced) {
  return {
    status: 201,
    headers: { Location: ledgerPath(c, `/blocks/${block.index}`) },
    json: { message: REGISTERED, block, receipt },
  } as const;
}

/** The record was already on the chain, in this block. */
export function known({ block, receipt }: Evidenced) {
  return { status: 200, json: { message: REGISTERED_BEFORE, block, receipt } } as const;
}

/** The record was registered on a sealed ledger. */
export function registered(c: AppContext, result: Registered) {
  return { status: 201, ...onSealed(c, REGISTERED, result) } as const;
}

/** The record was registered on a sealed ledger before, by the same subject. */
export function registeredBefore(c: AppContext, result: Registered) {
  return { status: 200, ...onSealed(c, REGISTERED_BEFORE, result) } as const;
}

function onSealed(c: AppContext, message: string, { number, block, receipt }: Registered) {
  const headers = { Location: ledgerPath(c, `/records/${number}`) };
  return { headers, json: { message, block, record: { number }, receipt } };
}

/** The record was accepted before, by the same subject on a sealed ledger; it may still be waiting. */
export function repeated(c: AppContext, { number }: Repeated): MineAnswer {
  const headers = { Location: ledgerPath(c, `/records/${number}`) };
  return { status: 200, headers, json: { message: "Patient record was accepted before", record: { number } } };
}

/** The header of an external miner was appended. */
export function minedHeader(
  c: AppContext,
  { block, receipt }: Extract<SubmitHeaderResult, { outcome: "mined" }>,
): MineAnswer {
  return {
    status: 201,
    headers: { Location: ledgerPath(c, `/blocks/${block.index}`) },
    json: { message: "Block securely added to blockchain ledger", block, receipt },
  };
}

/** What a miner needs to know about the tip, without its record, which belongs to another patient. */
export function tipOf({ index, proof, hash }: LinkedBlock): Work["tip"] {
  return { index, proof, hash };
}

/** What a miner needs to know besides the candidate: the puzzle, what a hash must be below to solve it, and the tip. */
export function workOn(tip: LinkedBlock): Omit<Work, "candidate"> {
  const puzzle = puzzleOf(tip);
  return { ...puzzle, target: targetOf(puzzle), tip: tipOf(tip) };
}
