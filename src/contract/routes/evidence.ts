/** What lets others check the ledger without trusting who runs it: checkpoints, proofs and tiles. */
import * as z from "zod";
import { NOTE } from "../bodies.ts";
import { JSON_TYPE, json, OCTETS, TEXT } from "../content.ts";
import { CACHED, NEGOTIATED } from "../headers.ts";
import type { Route } from "../route.ts";
import { consistencySchema, cosignedSchema, noteSchema, receiptSchema } from "../schemas/evidence.ts";
import { blockPath, ordinal, treeSize } from "../schemas/numbers.ts";
import { tilePath } from "../schemas/tile.ts";

export const getVerifierKeys = {
  method: "get",
  path: "/vkey",
  operationId: "getVerifierKeys",
  subject: "evidence",
  scope: "chain:read",
  summary: "The keys that verify the ledger's checkpoints",
  description: "A line each, as C2SP signed-note writes them. Get them once, on another way too, and keep them.",
  request: {},
  answers: { 200: { description: "The verifier keys.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getCheckpoint = {
  method: "get",
  path: "/checkpoint",
  operationId: "getCheckpoint",
  subject: "evidence",
  scope: "chain:read",
  summary: "The newest signed checkpoint",
  description: "Origin, size and root hash of the Merkle tree, signed (C2SP tlog-checkpoint). Keep it.",
  request: {
    query: z.strictObject({
      cosignatures: z
        .string()
        .regex(/^\d{1,2}$/, "must be a whole number up to 99")
        .transform(Number)
        .optional()
        .meta({
          override: { type: "integer", minimum: 0, maximum: 99 },
          description: "The newest checkpoint that so many witnesses have cosigned; the newest of all when absent.",
        }),
    }),
  },
  answers: { 200: { description: "The checkpoint.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getReceipt = {
  method: "get",
  path: "/blocks/:index/proof",
  operationId: "getReceipt",
  subject: "evidence",
  scope: "chain:read",
  summary: "What proves that a block stands in the ledger",
  description: "`Accept: text/plain` gives it as C2SP tlog-proof.",
  request: {
    params: blockPath,
    query: z.strictObject({
      size: ordinal.optional().meta({ description: "The size of the tree to prove it in; the newest when absent." }),
    }),
  },
  answers: {
    200: {
      description: "The receipt.",
      headers: NEGOTIATED,
      content: { [JSON_TYPE]: { schema: receiptSchema }, [TEXT]: { schema: noteSchema } },
    },
  },
  problems: ["ledger-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getConsistency = {
  method: "get",
  path: "/consistency",
  operationId: "getConsistency",
  subject: "evidence",
  scope: "chain:read",
  summary: "What proves that the ledger only grew between two sizes",
  request: {
    query: z.strictObject({
      from: treeSize.meta({ description: "The size of the earlier tree.", example: 1 }),
      to: treeSize.meta({ description: "The size of the later tree.", example: 2 }),
    }),
  },
  answers: {
    200: { description: "The roots and the path (RFC 9162, section 2.1.4).", content: json(consistencySchema) },
  },
  problems: ["ledger-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getTile = {
  method: "get",
  path: "/tile/:tile{.+}",
  operationId: "getTile",
  subject: "evidence",
  scope: "chain:read",
  summary: "Hashes of the Merkle tree, or its entries",
  description:
    "As C2SP tlog-tiles lays them out: `<level>/<n>` for hashes, `entries/<n>` for a bundle of entries, with `.p/<w>` " +
    "behind a part of either. An entry is the 32 bytes of a block's `hash`, with its length before it as a " +
    "big-endian 16-bit number. A slash in this parameter is sent as it is.",
  request: { params: tilePath },
  answers: {
    200: {
      description: "The hashes, 32 bytes each; or the entries. They never change.",
      headers: CACHED,
      content: { [OCTETS]: { schema: z.string().meta({ format: "binary" }) } },
    },
  },
  problems: ["ledger-not-found", "evidence-not-found"],
} as const satisfies Route;

export const postCosignatures = {
  method: "post",
  path: "/cosignatures",
  operationId: "postCosignatures",
  subject: "evidence",
  scope: "chain:read",
  summary: "Add a witness's cosignature to a checkpoint",
  description: "The body is the checkpoint with the witness's signature line added (C2SP tlog-cosignature).",
  request: { body: NOTE },
  answers: {
    200: {
      description: "How many witnesses have cosigned it now, and which of the cosignatures that were sent count.",
      content: json(cosignedSchema),
    },
  },
  problems: ["invalid-checkpoint", "ledger-not-found", "checkpoint-conflict"],
} as const satisfies Route;
