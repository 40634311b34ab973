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
  group: "mining",
  scope: "chain:mine",
  summary: "Mine a block with a patient's record",
  description:
    "Responds when the block is on the chain, or after a minute and a half if the record is still waiting in the " +
    "mempool. With `Prefer: respond-async` it does not wait for a search: the record is in the mempool, or already on " +
    "the chain if its proof was known. With a `proof` the block was mined externally, and the ledger only checks it. " +
    "Safe to repeat: a record is mined once. If the ledger's difficulty exceeds the deployment's search limit, a " +
    "`proof` is required.",
  request: {
    headers: { Prefer: "`respond-async`: do not wait for the block (RFC 7240)." },
    body: fields(mineSchema),
  },
  answers: {
    200: {
      description: "The same record was already on the chain, in this block.",
      headers: PREFERENCE_APPLIED,
      content: json(minedSchema),
    },
    201: {
      description: "The record was mined into this block.",
      headers: { ...location("The block's path."), ...PREFERENCE_APPLIED },
      content: json(minedSchema),
    },
    202: {
      description: "The record was accepted. Its path leads to its block once it is mined.",
      headers: { ...location("The path of the pending record."), ...PREFERENCE_APPLIED },
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
  group: "mining",
  scope: "chain:mine",
  summary: "What an external miner needs to mine a record's block",
  description: "Nothing is stored. Find a proof, then POST it with the record to /mine_block.",
  request: { body: fields(recordSchema) },
  answers: {
    200: {
      description: "The candidate block, or the record's block if it is already on the chain.",
      content: json(z.union([workSchema, minedSchema])),
    },
  },
  problems: ["invalid-record", "ledger-not-found", "registration-conflict"],
} as const satisfies Route;
