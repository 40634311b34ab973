/** Putting records on the chain: mined by the ledger, or by an external miner. */
import * as z from "zod";
import { fields } from "../bodies.ts";
import { json } from "../content.ts";
import { location, PREFERENCE_APPLIED } from "../headers.ts";
import type { Route } from "../route.ts";
import { acceptedSchema, minedSchema, workSchema } from "../schemas/mining.ts";
import { mineSchema, recordSchema } from "../schemas/record.ts";

export const mineBlock = {
  method: "post",
  path: "/mine_block",
  operationId: "mineBlock",
  subject: "mining",
  scope: "chain:mine",
  summary: "Mine a block with a patient's record",
  description:
    "Answers when the block is on the chain, or after a minute and a half when the record still waits in the mempool; with " +
    "`Prefer: respond-async` as soon as it does. With " +
    "a `proof` the block was mined externally, and is checked. Safe to repeat: a record is mined once. A ledger whose " +
    "difficulty is above what the deployment searches for takes records with a `proof` only.",
  request: {
    headers: { Prefer: "`respond-async`: do not wait for the block (RFC 7240)." },
    body: fields(mineSchema),
  },
  answers: {
    200: {
      description: "The same record was on the chain already, in this block.",
      headers: PREFERENCE_APPLIED,
      content: json(minedSchema),
    },
    201: {
      description: "The record was mined into this block.",
      headers: { ...location("The block's path."), ...PREFERENCE_APPLIED },
      content: json(minedSchema),
    },
    202: {
      description: "The record waits in the mempool.",
      headers: { ...location("Where to ask for it."), ...PREFERENCE_APPLIED },
      content: json(acceptedSchema),
    },
  },
  problems: [
    "invalid-record",
    "ledger-not-found",
    "registration-conflict",
    "external-proofs-only",
    "tip-passed",
    "proof-refused",
    "timestamp-refused",
    "mempool-full",
  ],
} as const satisfies Route;

export const postWork = {
  method: "post",
  path: "/work",
  operationId: "work",
  subject: "mining",
  scope: "chain:mine",
  summary: "What an external miner needs to mine a record's block",
  description: "Stores nothing. Find a proof, and POST it with the record to /mine_block.",
  request: { body: fields(recordSchema) },
  answers: {
    200: {
      description: "The candidate block; or, when the record is on the chain already, its block.",
      content: json(z.union([workSchema, minedSchema])),
    },
  },
  problems: ["invalid-record", "ledger-not-found", "registration-conflict"],
} as const satisfies Route;
