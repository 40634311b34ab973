/** The records that wait to be mined. */
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
  subject: "mempool",
  scope: "chain:read",
  summary: "The records that wait to be mined, without what they say",
  request: {},
  answers: { 200: { description: "The mempool.", content: json(mempoolSchema) } },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getPendingRecord = {
  method: "get",
  path: "/mempool/:id",
  operationId: "getPendingRecord",
  subject: "mempool",
  scope: "chain:read",
  summary: "What became of an accepted record",
  request: { params: z.strictObject({ id: z.string().meta({ description: "The pending record's id." }) }) },
  answers: {
    200: { description: "It waits.", content: json(pendingSchema) },
    303: { description: "It is on the chain.", headers: location("Its block's path.") },
  },
  problems: ["ledger-not-found", "pending-record-not-found"],
} as const satisfies Route;

export const postRecords = {
  method: "post",
  path: "/records",
  operationId: "postRecords",
  subject: "mempool",
  scope: "chain:mine",
  summary: "Put many records into the mempool",
  description:
    `A record a line, up to ${BATCH_LIMIT.lines} lines and ${BATCH_LIMIT.bytes} bytes. Each line gets a line of ` +
    "the answer, in order; a bad one harms no other. Safe to repeat.",
  request: { body: BATCH },
  answers: {
    200: { description: "A line for each line.", content: { [NDJSON]: { schema: batchLineSchema } } },
  },
  problems: ["ledger-not-found"],
} as const satisfies Route;
