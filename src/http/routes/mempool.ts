import type { Hono } from "hono";
import type { PatientRecord } from "../../chain/record.ts";
import { RECORD_LIMIT } from "../../contract/bodies.ts";
import { JSON_TYPE, NDJSON } from "../../contract/content.ts";
import { getMempool, getPendingRecord, postRecords } from "../../contract/routes/mempool.ts";
import type { BatchLine } from "../../contract/schemas/mempool.ts";
import { recordSchema } from "../../contract/schemas/record.ts";
import type { AcceptResult } from "../../ledger/results.ts";
import { mempoolFull, registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { mount } from "../mount.ts";
import { parseBody } from "../requests/parse.ts";
import { parseJson } from "../requests/read-body.ts";

/** Routes for the records that are waiting to be mined (the paper's section 2, step i). */
export function mempoolRoutes(app: Hono<AppEnv>): void {
  mount(app, getMempool, async (c) => {
    const { places, oldestAge } = await ask(c, (ledger) => ledger.mempool());
    const age = oldestAge === null ? null : oldestAge / 1000;
    const text = `{"size":${places.size},"oldest_age_seconds":${age},"pending":${places.text}}`;
    return { status: 200, type: JSON_TYPE, body: text };
  });

  mount(app, getPendingRecord, async (c, { params: { id } }) => {
    const pending = await ask(c, (ledger) => ledger.pending(id));
    if (!pending) throw new Problem("pending-record-not-found", "No record was accepted with this id.");
    if ("index" in pending) return { status: 303, headers: { Location: ledgerPath(c, `/blocks/${pending.index}`) } };
    return { status: 200, json: { status: "pending", position: pending.position } };
  });

  mount(app, postRecords, async (c, { body }) => {
    const lines = body.map(readLine);
    const records = lines.filter((line): line is PatientRecord => !(line instanceof Problem));
    const accepted = await ask(c, (ledger) => ledger.accept(records, c.var.caller.subject));
    const results = accepted.values();
    const answers = lines.map((line) => (line instanceof Problem ? line : results.next().value));
    const text = answers.map((answer, before) => `${JSON.stringify(answerLine(c, before + 1, answer))}\n`).join("");
    return { status: 200, type: NDJSON, body: text };
  });
}

function readLine(bytes: Uint8Array): PatientRecord | Problem {
  if (bytes.length > RECORD_LIMIT)
    return new Problem("body-too-large", `A line may have at most ${RECORD_LIMIT} bytes.`);
  try {
    return parseBody(recordSchema, parseJson(bytes), "invalid-record");
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function answerLine(c: AppContext, line: number, answer: Problem | AcceptResult | undefined): BatchLine {
  if (answer instanceof Problem) return { line, status: answer.toJSON().status, problem: answer.toJSON() };
  switch (answer?.outcome) {
    case "pending":
      return { line, status: 202, location: ledgerPath(c, `/mempool/${answer.id}`) };
    case "known":
      return { line, status: 200, location: ledgerPath(c, `/blocks/${answer.block.index}`) };
    case "conflict":
      return answerLine(c, line, registrationConflict(answer.index));
    case "external-only":
      return answerLine(c, line, externalProofsOnly(answer.limit));
    default:
      return { ...answerLine(c, line, mempoolFull()), retry_after: 10 };
  }
}
