import type { Hono } from "hono";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { PatientRecord } from "../../chain/record.ts";
import type { AcceptResult } from "../../ledger/results.ts";
import { authorize } from "../access/authorize.ts";
import { batchLineSchema, mempoolSchema, pendingSchema } from "../answers.ts";
import { mediaType, NDJSON, parseJson } from "../requests/read-body.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { location } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, BODY_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { mempoolFull, registrationConflict } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { BODY_LIMIT, limitBody } from "../requests/receive-body.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { unlessRefused } from "../answers/shares.ts";
import { noQuery, parseBody, parseQuery, pendingPath, recordSchema } from "../requests.ts";

/** The most a batch may hold. */
const BATCH_LIMIT = { lines: 10_000, bytes: 4 * 1024 * 1024 } as const;

/** The records that wait to be mined (the paper's section 2, step i). */
export function mempoolRoutes(app: Hono<AppEnv>): void {
  app.get("/mempool", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const { places, oldestAge } = await ask(c, (ledger) => ledger.mempool());
    const age = oldestAge === null ? null : oldestAge / 1000;
    const text = `{"size":${places.size},"oldest_age_seconds":${age},"pending":${places.text}}`;
    return c.body(text, 200, { "Content-Type": "application/json" });
  });

  app.get("/mempool/:id", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const pending = await ask(c, (ledger) => ledger.pending(c.req.param("id")));
    if (!pending) throw new Problem("pending-record-not-found", "No record was accepted under this id.");
    if ("index" in pending) return c.redirect(ledgerPath(c, `/blocks/${pending.index}`), 303);
    return c.json({ status: "pending", position: pending.position });
  });

  app.post("/records", authorize("chain:mine"), limitBody(BATCH_LIMIT.bytes), async (c) => {
    parseQuery(noQuery, c);
    if (mediaType(c) !== NDJSON) {
      throw new Problem("unsupported-media-type", `Send a batch as ${NDJSON}, a record a line.`);
    }
    const lines = splitLines(c.var.body).map(readLine);
    const records = lines.filter((line): line is PatientRecord => !(line instanceof Problem));
    const accepted = await ask(c, (ledger) => ledger.accept(records, c.var.caller.subject));
    const results = unlessRefused(accepted, "batches to accept").values();
    const answers = lines.map((line) => (line instanceof Problem ? line : results.next().value));
    const text = answers.map((answer, before) => `${JSON.stringify(answerLine(c, before + 1, answer))}\n`).join("");
    return c.body(text, 200, { "Content-Type": NDJSON });
  });
}

/** The lines' bytes: a line that is not UTF-8 must not spoil the others. */
function splitLines(rest: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < rest.length;) {
    const end = rest.indexOf(0x0a, start);
    lines.push(rest.subarray(start, end < 0 ? rest.length : end));
    if (lines.length > BATCH_LIMIT.lines) {
      throw new Problem("body-too-large", `A batch may have at most ${BATCH_LIMIT.lines} lines. Send it in parts.`);
    }
    start = end < 0 ? rest.length : end + 1;
  }
  return lines;
}

function readLine(bytes: Uint8Array): PatientRecord | Problem {
  if (bytes.length > BODY_LIMIT) return new Problem("body-too-large", `A line may have at most ${BODY_LIMIT} bytes.`);
  try {
    return parseBody(recordSchema, parseJson(bytes));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function answerLine(c: AppContext, line: number, answer: Problem | AcceptResult | undefined): object {
  if (answer instanceof Problem) return { line, status: answer.toJSON().status, problem: answer };
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

export const mempoolPaths: ZodOpenApiPathsObject = {
  "/mempool": {
    get: {
      operationId: "getMempool",
      summary: "The records that wait to be mined, without what they say",
      security: [{ token: ["chain:read"] }],
      responses: {
        200: { description: "The mempool.", content: { "application/json": { schema: mempoolSchema } } },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
  "/mempool/{id}": {
    get: {
      operationId: "getPendingRecord",
      summary: "What became of an accepted record",
      security: [{ token: ["chain:read"] }],
      requestParams: { path: pendingPath },
      responses: {
        200: { description: "It waits.", content: { "application/json": { schema: pendingSchema } } },
        303: {
          description: "It is on the chain.",
          headers: location("Its block's path."),
        },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found", "pending-record-not-found"),
      },
    },
  },
  "/records": {
    post: {
      operationId: "postRecords",
      summary: "Put many records into the mempool",
      description:
        `A record a line, up to ${BATCH_LIMIT.lines} lines and ${BATCH_LIMIT.bytes} bytes. Each line gets a line of ` +
        "the answer, in order; a bad one harms no other. Safe to repeat.",
      security: [{ token: ["chain:mine"] }],
      requestBody: { required: true, content: { [NDJSON]: { schema: recordSchema } } },
      responses: {
        200: { description: "A line for each line.", content: { [NDJSON]: { schema: batchLineSchema } } },
        ...problems("invalid-query", ...BODY_PROBLEMS, ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
};
