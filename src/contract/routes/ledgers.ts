import * as z from "zod";
import { fields } from "../bodies.ts";
import { JSON_TYPE, json } from "../content.ts";
import { location } from "../headers.ts";
import type { Route } from "../route.ts";
import { foundingSchema } from "../schemas/founding.ts";
import { ledgerParams, ledgerSchema } from "../schemas/ledger.ts";

export const getLedger = {
  method: "get",
  path: "/ledgers/:name",
  operationId: "getLedger",
  group: "ledgers",
  scope: "chain:read",
  summary: "A ledger's puzzle, kind, terms for authors, length and tip, and whether it is a sandbox",
  request: { params: ledgerParams },
  answers: { 200: { description: "The ledger.", content: json(ledgerSchema) } },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const createLedger = {
  method: "put",
  path: "/ledgers/:name",
  operationId: "createLedger",
  group: "ledgers",
  scope: "ledger:create",
  summary: "Create a ledger",
  description:
    "Safe to repeat. With block-hash, genesis is mined first, which takes 2^difficulty hashes on average. The request " +
    "is refused if the difficulty exceeds the deployment's search limit (24 by default). `records: sealed` creates a sealed " +
    "ledger, which needs the deployment's signing key and its record key. What `signatures`, `registrar` and `successor` say " +
    "is fixed as well. `sandbox: true` creates a sandbox, which can be deleted, and which needs the deployment's signing key.",
  request: { params: ledgerParams, body: fields(foundingSchema, { problem: "invalid-puzzle", types: [JSON_TYPE] }) },
  answers: {
    200: { description: "The ledger already exists with these terms.", content: json(ledgerSchema) },
    201: {
      description: "The ledger was created.",
      headers: location("The ledger's path."),
      content: json(ledgerSchema),
    },
    202: {
      description: "Genesis takes long to mine. GET this path until it returns 200.",
      headers: location("The ledger's path."),
      content: json(z.object({ message: z.string() })),
    },
  },
  problems: ["invalid-puzzle", "ledger-conflict"],
} as const satisfies Route;

export const deleteLedger = {
  method: "delete",
  path: "/ledgers/:name",
  operationId: "deleteLedger",
  group: "ledgers",
  scope: "ledger:delete",
  summary: "Delete a sandbox",
  description:
    "Deletes a ledger that was created with `sandbox: true`, with all its records, evidence and keys. Nothing brings it back, and " +
    "its name is never free again: from then on every route of the ledger answers 410, `PUT` and a second `DELETE` included. Any " +
    "other ledger gets 409 `ledger-not-deletable`.",
  request: { params: ledgerParams },
  answers: { 204: { description: "The ledger was deleted." } },
  problems: ["ledger-not-found", "ledger-not-deletable"],
} as const satisfies Route;
