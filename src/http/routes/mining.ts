import type { Hono } from "hono";
import type { Block } from "../../chain/block.ts";
import { puzzleOf } from "../../chain/puzzle.ts";
import type { PatientRecord } from "../../chain/record.ts";
import { mineBlock, postWork } from "../../contract/routes/mining.ts";
import type { Receipt } from "../../evidence/receipt.ts";
import type { Work } from "../../ledger/mining/submission.ts";
import type { Accepted, MineResult } from "../../ledger/results.ts";
import type { Answer } from "../answers/answer.ts";
import { mempoolFull, registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { unlessRefused } from "../answers/shares.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { mount } from "../mount.ts";
import { logError } from "../request-log.ts";

type MineAnswer = Answer<typeof mineBlock>;

/** Putting records on the chain: mined here, or by a miner outside. */
export function miningRoutes(app: Hono<AppEnv>): void {
  mount(app, mineBlock, async (c, { body: { proof, timestamp, previous_hash, ...record } }) => {
    if (proof !== undefined) {
      return submit(c, record, {
        proof,
        ...(timestamp === undefined ? {} : { timestamp }),
        ...(previous_hash === undefined ? {} : { previous_hash }),
      });
    }
    if (!prefersAsync(c)) return mine(c, record);
    c.header("Preference-Applied", "respond-async");
    return accept(c, record);
  });

  mount(app, postWork, async (c, { body: record }) => {
    const result = await ask(c, (ledger) => ledger.work(record, c.var.caller.subject));
    switch (result.outcome) {
      case "work":
        return {
          status: 200,
          json: { ...puzzleOf(result.tip), tip: tipOf(result.tip), candidate: result.candidate },
        };
      case "known":
        return known(result);
      case "conflict":
        throw registrationConflict(result.index);
    }
  });
}

/** Waits for the record's block. */
async function mine(c: AppContext, record: PatientRecord): Promise<MineAnswer> {
  let result: MineResult;
  try {
    result = await ask(c, (ledger) => ledger.mine(record, c.var.caller.subject));
  } catch (error) {
    if (error instanceof Problem) throw error;
    // The object broke off, and the record may wait already or not. Now it does, and that is what is answered.
    if (error instanceof Error) logError(c, error);
    return accept(c, record);
  }
  switch (result.outcome) {
    case "pending":
      return accepted(c, result);
    case "mined":
      return mined(c, result);
    case "known":
      return known(result);
    case "conflict":
      throw registrationConflict(result.index);
    case "full":
      throw mempoolFull();
    case "external-only":
      throw externalProofsOnly(result.limit);
  }
}

/** Leaves the record in the mempool. */
async function accept(c: AppContext, record: PatientRecord): Promise<MineAnswer> {
  const answer = await ask(c, (ledger) => ledger.accept([record], c.var.caller.subject));
  const [result] = unlessRefused(answer, "batches to accept");
  switch (result?.outcome) {
    case "pending":
      return accepted(c, result);
    case "known":
      return known(result);
    case "conflict":
      throw registrationConflict(result.index);
    case "external-only":
      throw externalProofsOnly(result.limit);
    default:
      throw mempoolFull();
  }
}

function accepted(c: AppContext, { id }: Accepted): MineAnswer {
  return {
    status: 202,
    headers: { Location: ledgerPath(c, `/mempool/${id}`) },
    json: { message: "Patient record accepted, it will be mined", id },
  };
}

/** Checks the proof that a miner outside found. */
async function submit(c: AppContext, record: PatientRecord, work: Work): Promise<MineAnswer> {
  const result = await ask(c, (ledger) => ledger.submit(record, c.var.caller.subject, work));
  switch (result.outcome) {
    case "mined":
      return mined(c, result);
    case "known":
      return known(result);
    case "conflict":
      throw registrationConflict(result.index);
    case "passed":
      throw new Problem(
        "tip-passed",
        `Block ${result.tip.index} was appended first. POST /work again and go on there.`,
        {
          members: { tip: tipOf(result.tip) },
        },
      );
    case "registered":
      throw new Problem(
        "tip-passed",
        "Somebody else registered this record meanwhile, and belongs into its block as author. POST /work again.",
        { members: { tip: tipOf(result.tip) } },
      );
    case "refused": {
      const [problem, detail] = REFUSALS[result.reason];
      throw new Problem(problem, detail);
    }
  }
}

const REFUSALS = {
  proof: ["proof-refused", "The proof solves the puzzle on no recent block. Check what you hash, and for which tip."],
  timestamp: [
    "timestamp-refused",
    "The timestamp lies before the tip's, or more than two minutes ahead. POST /work again, and set your clock.",
  ],
  "timestamp-missing": [
    "timestamp-refused",
    "This ledger's puzzle covers the timestamp. Send the candidate's timestamp that the proof was found for.",
  ],
} as const;

function mined(c: AppContext, { block, receipt }: Evidenced): MineAnswer {
  return {
    status: 201,
    headers: { Location: ledgerPath(c, `/blocks/${block.index}`) },
    json: { message: "Patient record securely added to blockchain ledger", block, receipt },
  };
}

function known({ block, receipt }: Evidenced) {
  return {
    status: 200,
    json: { message: "Patient record is on the blockchain ledger already", block, receipt },
  } as const;
}

/** A block, and what proves that it stands in the ledger. */
interface Evidenced {
  readonly block: Block;
  readonly receipt?: Receipt | undefined;
}

/** What a miner needs of the tip; not the record in it, which is another patient's. */
function tipOf({ index, proof, hash }: Block): Pick<Block, "index" | "proof" | "hash"> {
  return { index, proof, hash };
}

/** Whether the client would rather not wait (RFC 7240, section 4.1). */
function prefersAsync(c: AppContext): boolean {
  const preferences = c.req.header("Prefer")?.split(/[,;]/) ?? [];
  return preferences.some((preference) => preference.trim().toLowerCase() === "respond-async");
}
