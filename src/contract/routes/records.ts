import * as z from "zod";
import { fields, RECORD } from "../bodies.ts";
import { json } from "../content.ts";
import { ETAG, location, RECORD_ETAG } from "../headers.ts";
import type { Route } from "../route.ts";
import { recordPath } from "../schemas/numbers.ts";
import {
  blockReceiptSchema,
  disclosed,
  entryReceiptSchema,
  recordsSchema,
  recordViewSchema,
  searchSchema,
  versionsSchema,
} from "../schemas/records.ts";
import { acceptedSchema, minedSchema, registeredSchema } from "../schemas/mining.ts";

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
  logged: { action: "read" },
  summary: "One record",
  description: `The number may be that of an older version; \`corrected_by\` leads to the next. ${WHO}`,
  request: { params: recordPath, headers: { "If-None-Match": "The `ETag` of an earlier response." } },
  answers: {
    200: { description: "The record.", headers: RECORD_ETAG, content: json(recordViewSchema) },
    304: { description: "The record is that of the response with this ETag.", headers: ETAG },
  },
  problems: ["ledger-not-found", "record-not-found", "record-erased", "record-missing"],
} as const satisfies Route;

export const getRecordVersions = {
  method: "get",
  path: "/records/:number{[0-9]+}/versions",
  operationId: "getRecordVersions",
  group: "records",
  scope: RECORD_SCOPES,
  logged: { action: "read-versions" },
  summary: "All versions of a record",
  description: `The number may be that of any version. ${WHO}`,
  request: { params: recordPath },
  answers: { 200: { description: "The versions.", content: json(versionsSchema) } },
  problems: ["ledger-not-found", "record-not-found", "record-erased", "record-missing"],
} as const satisfies Route;

export const correctRecord = {
  method: "post",
  path: "/records/:number{[0-9]+}/corrections",
  operationId: "correctRecord",
  group: "records",
  scope: "record:correct",
  logged: { action: "correct" },
  summary: "Correct a record",
  description:
    "Puts a new version on the chain and responds as POST /mine_block does. Older versions stay, and can be read by their " +
    "numbers. All three fields may change; a new Reg_no must be free, and the old one stays reserved for this record. The " +
    "number must be that of the current version, and `If-Match` must list its ETag: of several corrections of one version, " +
    "the first one wins. A token that is narrowed to patients must list the patient_ID of both versions. On a sealed ledger " +
    "any author whose key is enrolled may sign the new version, whoever signed the one before.",
  request: {
    params: recordPath,
    requiredHeaders: {
      "If-Match":
        "The `ETag` of the record's current version, or a list of such tags (RFC 9110, section 13.1.1). `*` replaces the " +
        "current version whatever it holds.",
    },
    body: RECORD,
  },
  answers: {
    201: {
      description: "The correction was mined into this block.",
      headers: location("The path of the record's new version; on a plain ledger that of its block."),
      content: json(z.union([minedSchema, registeredSchema])),
    },
    202: {
      description: "The correction was accepted. Its path leads to the record's new version or its block, once mined.",
      headers: location("The path of the pending record."),
      content: json(acceptedSchema),
    },
  },
  problems: [
    "invalid-record",
    "invalid-header",
    "patient-not-allowed",
    "ledger-not-found",
    "record-not-found",
    "registration-conflict",
    "external-proofs-only",
    "record-erased",
    "record-changed",
    "if-match-required",
    "mempool-full",
    "record-missing",
    "not-signable",
    "key-not-enrolled",
    "key-revoked",
    "seen-unknown",
    "commitment-repeated",
    "signature-refused",
    "signature-required",
  ],
} as const satisfies Route;

export const searchRecords = {
  method: "post",
  path: "/records/search",
  operationId: "searchRecords",
  group: "records",
  scope: RECORD_SCOPES,
  logged: { action: "search" },
  summary: "The records with a registration number, or of a patient",
  description: `The body has one of the two, so that no URL does. ${WHO} Such a token gets 404 if nothing is found.`,
  request: { body: fields(searchSchema, { problem: "invalid-query" }) },
  answers: { 200: { description: "The records, possibly none.", content: json(recordsSchema) } },
  problems: ["ledger-not-found", "record-not-found", "record-erased", "record-missing"],
} as const satisfies Route;

export const getRecordProof = {
  method: "get",
  path: "/records/:number{[0-9]+}/proof",
  operationId: "getRecordProof",
  group: "records",
  scope: RECORD_SCOPES,
  logged: { action: "disclose" },
  summary: "A receipt, which proves that a record is in the ledger, with the chosen fields",
  description: `It discloses the fields that \`disclose\` names, and nothing else. ${WHO}`,
  request: { params: recordPath, query: z.strictObject({ disclose: disclosed }) },
  answers: {
    200: {
      description: "The receipt; on a plain ledger that of the record's block, with the block.",
      content: json(z.union([entryReceiptSchema, blockReceiptSchema])),
    },
  },
  problems: ["ledger-not-found", "record-not-found", "record-erased", "record-missing"],
} as const satisfies Route;
