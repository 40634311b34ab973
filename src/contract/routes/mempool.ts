import * as z from "zod";
import { BATCH, BATCH_LIMIT } from "../bodies.ts";
import { json, NDJSON } from "../content.ts";
import { location } from "../headers.ts";
import type { Route } from "../route.ts";
import { batchLineSchema, mempoolSchema, pendingSchema } from "../schemas/mempool.ts";

export const getMempool = {
  method: "get",
  path: "/mempool",
  operationId: "getMempool",
  group: "mempool",
  scope: "chain:read",
  summary: "The records that are waiting to be mined, and for how long, without their content",
  request: {},
  answers: { 200: { description: "The mempool.", content: json(mempoolSchema) } },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getPendingRecord = {
  method: "get",
  path: "/mempool/:id",
  operationId: "getPendingRecord",
  group: "mempool",
  scope: "chain:read",
  summary: "The status of an accepted record",
  request: { params: z.strictObject({ id: z.string().meta({ description: "The pending record's id." }) }) },
  answers: {
    200: { description: "The record is waiting.", content: json(pendingSchema) },
    303: {
      description: "The record is on the chain.",
      headers: location(
        "Its block's path; on a sealed ledger its own, or that of the key that was enrolled or revoked.",
      ),
    },
  },
  problems: ["ledger-not-found", "pending-record-not-found"],
} as const satisfies Route;

export const postRecords = {
  method: "post",
  path: "/records",
  operationId: "postRecords",
  group: "mempool",
  scope: "chain:mine",
  summary: "Submit many records",
  description:
    `One record per line, up to ${BATCH_LIMIT.lines} lines and ${BATCH_LIMIT.bytes} bytes. The response has one line ` +
    "for each, in the same order. CSV (RFC 4180, UTF-8) starts with a header row that names the three columns, in any " +
    "order; its records are counted from 1 below that row, however many physical lines each has. An invalid line does not affect the others. On a sealed ledger the lines " +
    "of NDJSON may be signed records. Records whose proofs are known are on the " +
    "chain before the response, and the others wait in the mempool. Safe to repeat.",
  request: { body: BATCH },
  answers: {
    200: { description: "One result per line of the request.", content: { [NDJSON]: { schema: batchLineSchema } } },
  },
  problems: ["ledger-not-found"],
} as const satisfies Route;
