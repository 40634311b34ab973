/** What becomes of a record that was to be put on the chain, as `POST /mine_block` and `POST /work` answer it. */
import type { Block } from "../../chain/block.ts";
import type { mineBlock } from "../../contract/routes/mining.ts";
import type { MinedBody, Work } from "../../contract/schemas/mining.ts";
import type { Accepted } from "../../ledger/results.ts";
import type { AnswerOf } from "../answers/answer.ts";
import type { AppContext } from "../environment.ts";
import { ledgerPath } from "../ledger/ledgers.ts";

export type MineAnswer = AnswerOf<typeof mineBlock>;

/** A block, and the receipt that proves that it is in the ledger. */
type Evidenced = Omit<MinedBody, "message">;

/** The record is in the mempool. */
export function accepted(c: AppContext, { id }: Accepted): MineAnswer {
  return {
    status: 202,
    headers: { Location: ledgerPath(c, `/mempool/${id}`) },
    json: { message: "Patient record accepted, it will be mined", id },
  };
}

/** The record was mined into this block. */
export function mined(c: AppContext, { block, receipt }: Evidenced): MineAnswer {
  return {
    status: 201,
    headers: { Location: ledgerPath(c, `/blocks/${block.index}`) },
    json: { message: "Patient record securely added to blockchain ledger", block, receipt },
  };
}

/** The record was already on the chain, in this block. */
export function known({ block, receipt }: Evidenced) {
  return {
    status: 200,
    json: { message: "Patient record is on the blockchain ledger already", block, receipt },
  } as const;
}

/** What a miner needs to know about the tip, without its record, which belongs to another patient. */
export function tipOf({ index, proof, hash }: Block): Work["tip"] {
  return { index, proof, hash };
}
