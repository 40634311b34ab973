import * as z from "zod";
import { fields } from "../bodies.ts";
import { json } from "../content.ts";
import { ETAG } from "../headers.ts";
import type { Route } from "../route.ts";
import { recordPath } from "../schemas/numbers.ts";
import {
  blockReceiptSchema,
  disclosed,
  entryReceiptSchema,
  recordsSchema,
  recordViewSchema,
  searchSchema,
} from "../schemas/records.ts";

/** Sealed ledgers ask for the first scope, plain ones for the second, since their blocks show the records anyway. */
const RECORD_SCOPES = ["record:read", "chain:read"] as const;

const WHO =
  "Needs `record:read` on a sealed ledger and `chain:read` on a plain one. For a token that is narrowed to patients, " +
  "the records of others do not exist.";

export const getRecord = {
  method: "get",
  path: "/records/:number{[0-9]+}",
  operationId: "getRecord",
  group: "records",
  scope: RECORD_SCOPES,
  summary: "One record",
  description: WHO,
  request: { params: recordPath, headers: { "If-None-Match": "The `ETag` of an earlier response." } },
  answers: {
    200: { description: "The record.", headers: ETAG, content: json(recordViewSchema) },
    304: { description: "The record is that of the response with this ETag.", headers: ETAG },
  },
  problems: ["ledger-not-found", "record-not-found", "record-missing"],
} as const satisfies Route;

export const searchRecords = {
  method: "post",
  path: "/records/search",
  operationId: "searchRecords",
  group: "records",
  scope: RECORD_SCOPES,
  summary: "The records with a registration number, or of a patient",
  description: `The body has one of the two, so that no URL does. ${WHO} Such a token gets 404 if nothing is found.`,
  request: { body: fields(searchSchema, { problem: "invalid-query" }) },
  answers: { 200: { description: "The records, possibly none.", content: json(recordsSchema) } },
  problems: ["ledger-not-found", "record-not-found", "record-missing"],
} as const satisfies Route;

export const getRecordProof = {
  method: "get",
  path: "/records/:number{[0-9]+}/proof",
  operationId: "getRecordProof",
  group: "records",
  scope: RECORD_SCOPES,
  summary: "A receipt, which proves that a record is in the ledger, with the chosen fields",
  description: `It discloses the fields that \`disclose\` names, and nothing else. ${WHO}`,
  request: { params: recordPath, query: z.strictObject({ disclose: disclosed }) },
  answers: {
    200: {
      description: "The receipt; on a plain ledger that of the record's block, with the block.",
      content: json(z.union([entryReceiptSchema, blockReceiptSchema])),
    },
  },
  problems: ["ledger-not-found", "record-not-found", "record-missing"],
} as const satisfies Route;
