import { fields } from "../bodies.ts";
import { JSON_TYPE, json } from "../content.ts";
import { location } from "../headers.ts";
import type { Route } from "../route.ts";
import { erasureRequestSchema, erasureSchema } from "../schemas/erasure.ts";
import { recordPath } from "../schemas/numbers.ts";

/** An erasure cannot be undone, so nothing that a form was left to send by default may ask for one. */
const IN_JSON = { problem: "invalid-erasure", types: [JSON_TYPE], isJsonOnly: true } as const;

const SEALED_ONLY = "A plain ledger cannot erase, and answers 409.";

const HELD_PROBLEMS = [
  "ledger-not-found",
  "record-not-found",
  "not-erasable",
  "record-erased",
  "record-missing",
] as const;

export const eraseRecord = {
  method: "post",
  path: "/records/:number{[0-9]+}/erasure",
  operationId: "eraseRecord",
  group: "erasure",
  scope: "record:erase",
  logged: { action: "erase" },
  summary: "Erase a record",
  description:
    "Erases all versions of the record, whichever of their numbers is given. From the response on, nobody can read it. The " +
    "chain and every receipt remain valid; the chain shows that the record was erased, and not why. While somebody holds " +
    `the record, the erasure waits, and runs when the last hold ends. The number may also be that of the entry that enrolled a ` +
    "key: then the name of the key's subject is erased, and the key stays. An author may sign the erasure, over the number of the " +
    `record's current version. Safe to repeat. ${SEALED_ONLY}`,
  request: { params: recordPath, body: fields(erasureRequestSchema, IN_JSON) },
  answers: {
    200: { description: "The erasure was asked for before.", content: json(erasureSchema) },
    202: {
      description: "The erasure has begun.",
      headers: location("The path at which to follow it."),
      content: json(erasureSchema),
    },
  },
  problems: [
    "invalid-erasure",
    "holder-cannot-erase",
    "ledger-not-found",
    "record-not-found",
    "record-held",
    "not-erasable",
    "record-changed",
    "record-missing",
    "key-not-enrolled",
    "key-revoked",
    "seen-unknown",
    "signature-refused",
  ],
} as const satisfies Route;

export const getErasure = {
  method: "get",
  path: "/records/:number{[0-9]+}/erasure",
  operationId: "getErasure",
  group: "erasure",
  scope: "record:erase",
  // It tells something about the record, but erases nothing.
  logged: { action: "read" },
  summary: "How far the erasure of a record is",
  description: SEALED_ONLY,
  request: { params: recordPath },
  answers: { 200: { description: "The erasure.", content: json(erasureSchema) } },
  problems: ["ledger-not-found", "record-not-found", "not-erasable", "record-erased", "record-missing"],
} as const satisfies Route;

export const holdRecord = {
  method: "put",
  path: "/records/:number{[0-9]+}/hold",
  operationId: "holdRecord",
  group: "erasure",
  scope: "record:hold",
  logged: { action: "hold" },
  summary: "Hold a record against erasure",
  description:
    "Covers all versions of the record, which can be read and corrected as before. Whoever holds a record cannot have it " +
    `erased. Safe to repeat. ${SEALED_ONLY}`,
  request: { params: recordPath },
  answers: { 204: { description: "The record is held." } },
  problems: HELD_PROBLEMS,
} as const satisfies Route;

export const releaseRecord = {
  method: "delete",
  path: "/records/:number{[0-9]+}/hold",
  operationId: "releaseRecord",
  group: "erasure",
  scope: "record:hold",
  logged: { action: "release" },
  summary: "End one's own hold of a record",
  description: `Once nobody holds it any more, an erasure that was asked for runs. Safe to repeat. ${SEALED_ONLY}`,
  request: { params: recordPath },
  answers: { 204: { description: "The token's subject does not hold the record." } },
  problems: HELD_PROBLEMS,
} as const satisfies Route;
