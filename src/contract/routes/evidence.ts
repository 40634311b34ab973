import * as z from "zod";
import { NOTE } from "../bodies.ts";
import { JSON_TYPE, json, OCTETS, TEXT } from "../content.ts";
import { CACHED, NEGOTIATED } from "../headers.ts";
import type { Route } from "../route.ts";
import {
  checkpointQuery,
  consistencyQuery,
  consistencySchema,
  cosignedSchema,
  noteSchema,
  receiptSchema,
} from "../schemas/evidence.ts";
import { blockPath, ordinal } from "../schemas/numbers.ts";
import { tilePath } from "../schemas/tile.ts";

export const getVerifierKeys = {
  method: "get",
  path: "/vkey",
  operationId: "getVerifierKeys",
  group: "evidence",
  scope: "chain:read",
  summary: "The keys that verify the ledger's checkpoints",
  description:
    "One key per line, in the format of C2SP signed-note. Get them once, confirm them through another channel, and " +
    "save them.",
  request: {},
  answers: { 200: { description: "The verifier keys.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getCheckpoint = {
  method: "get",
  path: "/checkpoint",
  operationId: "getCheckpoint",
  group: "evidence",
  scope: "chain:read",
  summary: "The newest signed checkpoint",
  description: "Origin, size and root hash of the Merkle tree, signed (C2SP tlog-checkpoint). Save it.",
  request: {
    query: checkpointQuery,
  },
  answers: { 200: { description: "The checkpoint.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getReceipt = {
  method: "get",
  path: "/blocks/:index/proof",
  operationId: "getReceipt",
  group: "evidence",
  scope: "chain:read",
  summary: "A receipt, which proves that a block is in the ledger",
  description: "`Accept: text/plain` returns it as C2SP tlog-proof.",
  request: {
    params: blockPath,
    query: z.strictObject({
      size: ordinal.optional().meta({ description: "The size of the tree to prove it in; the newest by default." }),
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
  group: "evidence",
  scope: "chain:read",
  summary: "A proof that the ledger only grew between two sizes",
  request: {
    query: consistencyQuery,
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
  group: "evidence",
  scope: "chain:read",
  summary: "Hashes of the Merkle tree, or its entries",
  description:
    "The layout is that of C2SP tlog-tiles: `<level>/<n>` for hashes, `entries/<n>` for a bundle of entries, followed " +
    "by `.p/<w>` for a partial tile or bundle. An entry is the 32 bytes of a block's `hash`, preceded by their number " +
    "as a big-endian 16-bit integer. Do not percent-encode slashes in this parameter.",
  request: { params: tilePath },
  answers: {
    200: {
      description: "The hashes, 32 bytes each, or the entries. They never change.",
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
  group: "evidence",
  scope: "chain:read",
  summary: "Add a witness's cosignature to a checkpoint",
  description: "The body is the checkpoint with the witness's signature line added (C2SP tlog-cosignature).",
  request: { body: NOTE },
  answers: {
    200: {
      description: "How many witnesses have cosigned it now, and which of the submitted cosignatures count.",
      content: json(cosignedSchema),
    },
  },
  problems: ["invalid-checkpoint", "ledger-not-found", "checkpoint-conflict"],
} as const satisfies Route;
