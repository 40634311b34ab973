import type { Hono } from "hono";
import * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { Block } from "../../chain/block.ts";
import { puzzleOf } from "../../chain/puzzle.ts";
import type { Receipt } from "../../evidence/receipt.ts";
import type { PatientRecord } from "../../chain/record.ts";
import type { Accepted, MineResult } from "../../ledger/results.ts";
import type { Work } from "../../ledger/mining/submission.ts";
import { authorize } from "../access/authorize.ts";
import { acceptedSchema, minedSchema, workSchema } from "../answers.ts";
import { BODY_TYPES, readBody } from "../requests/read-body.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { location, optionalHeader, PREFERENCE_APPLIED } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, BODY_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { mempoolFull, registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { logError } from "../request-log.ts";
import { BODY_LIMIT, limitBody } from "../requests/receive-body.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { unlessRefused } from "../answers/shares.ts";
import { mineSchema, noQuery, parseBody, parseQuery, recordSchema } from "../requests.ts";

/** Putting records on the chain: mined here, or by a miner outside. */
export function miningRoutes(app: Hono<AppEnv>): void {
  app.post("/mine_block", authorize("chain:mine"), limitBody(BODY_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    const { proof, timestamp, previous_hash, ...record } = parseBody(mineSchema, await readBody(c));
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

  app.post("/work", authorize("chain:mine"), limitBody(BODY_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    const record = parseBody(recordSchema, await readBody(c));
    const result = await ask(c, (ledger) => ledger.work(record, c.var.caller.subject));
    switch (result.outcome) {
      case "work":
        return c.json({ ...puzzleOf(result.tip), tip: tipOf(result.tip), candidate: result.candidate });
      case "known":
        return known(c, result);
      case "conflict":
        throw registrationConflict(result.index);
    }
  });
}

/** Waits for the record's block. */
async function mine(c: AppContext, record: PatientRecord): Promise<Response> {
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
      return known(c, result);
    case "conflict":
      throw registrationConflict(result.index);
    case "full":
      throw mempoolFull();
    case "external-only":
      throw externalProofsOnly(result.limit);
  }
}

/** Leaves the record in the mempool. */
async function accept(c: AppContext, record: PatientRecord): Promise<Response> {
  const answer = await ask(c, (ledger) => ledger.accept([record], c.var.caller.subject));
  const [result] = unlessRefused(answer, "batches to accept");
  switch (result?.outcome) {
    case "pending":
      return accepted(c, result);
    case "known":
      return known(c, result);
    case "conflict":
      throw registrationConflict(result.index);
    case "external-only":
      throw externalProofsOnly(result.limit);
    default:
      throw mempoolFull();
  }
}

function accepted(c: AppContext, { id }: Accepted): Response {
  c.header("Location", ledgerPath(c, `/mempool/${id}`));
  return c.json({ message: "Patient record accepted, it will be mined", id }, 202);
}

/** Checks the proof that a miner outside found. */
async function submit(c: AppContext, record: PatientRecord, work: Work): Promise<Response> {
  const result = await ask(c, (ledger) => ledger.submit(record, c.var.caller.subject, work));
  switch (result.outcome) {
    case "mined":
      return mined(c, result);
    case "known":
      return known(c, result);
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

function mined(c: AppContext, { block, receipt }: Evidenced): Response {
  c.header("Location", ledgerPath(c, `/blocks/${block.index}`));
  return c.json({ message: "Patient record securely added to blockchain ledger", block, receipt }, 201);
}

function known(c: AppContext, { block, receipt }: Evidenced): Response {
  return c.json({ message: "Patient record is on the blockchain ledger already", block, receipt }, 200);
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

const refusals = [
  "invalid-query",
  ...BODY_PROBLEMS,
  "invalid-record",
  ...ACCESS_PROBLEMS,
  "ledger-not-found",
  "registration-conflict",
] as const;

const known200 = {
  description: "The same record was on the chain already, in this block.",
  headers: PREFERENCE_APPLIED,
  content: { "application/json": { schema: minedSchema } },
};

export const miningPaths: ZodOpenApiPathsObject = {
  "/mine_block": {
    post: {
      operationId: "mineBlock",
      summary: "Mine a block with a patient's record",
      description:
        "Answers when the block is on the chain, or after a minute and a half when the record still waits in the mempool; with " +
        "`Prefer: respond-async` as soon as it does. With " +
        "a `proof` the block was mined outside, and is checked. Safe to repeat: a record is mined once. A ledger whose " +
        "difficulty is above what the deployment searches for takes records with a `proof` only.",
      security: [{ token: ["chain:mine"] }],
      requestParams: {
        header: z.object({ Prefer: optionalHeader("`respond-async`: do not wait for the block (RFC 7240).") }),
      },
      requestBody: {
        required: true,
        content: Object.fromEntries(BODY_TYPES.map((type) => [type, { schema: mineSchema }])),
      },
      responses: {
        200: known200,
        201: {
          description: "The record was mined into this block.",
          headers: { ...location("The block's path."), ...PREFERENCE_APPLIED },
          content: { "application/json": { schema: minedSchema } },
        },
        202: {
          description: "The record waits in the mempool.",
          headers: { ...location("Where to ask for it."), ...PREFERENCE_APPLIED },
          content: { "application/json": { schema: acceptedSchema } },
        },
        ...problems(
          ...refusals,
          "external-proofs-only",
          "tip-passed",
          "proof-refused",
          "timestamp-refused",
          "mempool-full",
        ),
      },
    },
  },
  "/work": {
    post: {
      operationId: "work",
      summary: "What a miner outside needs to mine a record's block",
      description: "Stores nothing. Find a proof, and POST it with the record to /mine_block.",
      security: [{ token: ["chain:mine"] }],
      requestBody: {
        required: true,
        content: Object.fromEntries(BODY_TYPES.map((type) => [type, { schema: recordSchema }])),
      },
      responses: {
        200: {
          description: "The candidate block; or, when the record is on the chain already, its block.",
          content: { "application/json": { schema: z.union([workSchema, minedSchema]) } },
        },
        ...problems(...refusals),
      },
    },
  },
};
