import * as z from "zod";
import { fields, formOfRecord, optional } from "../bodies.ts";
import { json } from "../content.ts";
import { location, PREFERENCE_APPLIED } from "../headers.ts";
import type { Route } from "../route.ts";
import { submittedHeaderSchema } from "../schemas/header.ts";
import {
  acceptedSchema,
  minedHeaderSchema,
  minedSchema,
  registeredSchema,
  repeatedSchema,
  sealedWorkSchema,
  workSchema,
} from "../schemas/mining.ts";
import { mineSchema, recordSchema } from "../schemas/record.ts";
import { signedRecordSchema } from "../schemas/signed-record.ts";

/** Whether a body with these names is meant as an external miner's header. A record has none of these. */
const isHeader = (names: ReadonlySet<string>) => names.has("merkle_root") || names.has("last_entry");

const formOfUnmined = formOfRecord(mineSchema);

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
    "`proof` is required. On a sealed ledger an external miner submits the header that it mined instead, over the " +
    "oldest waiting entries, and an author may sign the record.",
  request: {
    headers: { Prefer: "`respond-async`: do not wait for the block (RFC 7240)." },
    body: fields(z.union([mineSchema, signedRecordSchema, submittedHeaderSchema]), {
      formOf: (names) => (isHeader(names) ? { schema: submittedHeaderSchema } : formOfUnmined(names)),
    }),
  },
  answers: {
    200: {
      description:
        "The same record was already on the chain, in this block. On a sealed ledger it was registered by the same " +
        "subject, or signed by the same author, and may still be waiting with `Prefer: respond-async`.",
      headers: {
        ...location("The record's path on a sealed ledger, with `Prefer: respond-async`.", false),
        ...PREFERENCE_APPLIED,
      },
      content: json(z.union([minedSchema, registeredSchema, repeatedSchema])),
    },
    201: {
      description: "The record or the header was mined into this block.",
      headers: {
        ...location("The block's path; that of the record if a sealed ledger registered one."),
        ...PREFERENCE_APPLIED,
      },
      content: json(z.union([minedSchema, registeredSchema, minedHeaderSchema])),
    },
    202: {
      description:
        "The record was accepted. Its path leads to its block, or on a sealed ledger to the record, once mined.",
      headers: { ...location("The path of the pending record."), ...PREFERENCE_APPLIED },
      content: json(acceptedSchema),
    },
  },
  problems: [
    "invalid-record",
    "patient-not-allowed",
    "ledger-not-found",
    "registration-conflict",
    "external-proofs-only",
    "tip-passed",
    "proof-refused",
    "timestamp-refused",
    "record-erased",
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

export const postWork = {
  method: "post",
  path: "/work",
  operationId: "work",
  group: "mining",
  scope: "chain:mine",
  summary: "What an external miner needs to mine a block",
  description:
    "Nothing is stored. On a plain ledger the body is a record: find a proof, then POST it with the record to " +
    "/mine_block. On a sealed ledger there is no body: find a proof for the header over the oldest waiting entries, then " +
    "POST the header's chosen attributes.",
  request: { body: optional(fields(recordSchema)) },
  answers: {
    200: {
      description: "The candidate block or header, or the record's block if it is already on the chain.",
      content: json(z.union([workSchema, sealedWorkSchema, minedSchema])),
    },
  },
  problems: ["invalid-record", "patient-not-allowed", "ledger-not-found", "registration-conflict", "nothing-waiting"],
} as const satisfies Route;
