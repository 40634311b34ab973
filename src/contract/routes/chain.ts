import * as z from "zod";
import { JSON_TYPE, json, NDJSON } from "../content.ts";
import { CACHED, ETAG, NEGOTIATED, NEXT_PAGE } from "../headers.ts";
import type { Route } from "../route.ts";
import { anyBlockSchema, chainSchema, minersSchema } from "../schemas/chain.ts";
import { blockSchema } from "../schemas/block.ts";
import { sealedBlockSchema } from "../schemas/header.ts";
import { blockPath, ordinal } from "../schemas/numbers.ts";

export const getChain = {
  method: "get",
  path: "/get_chain",
  operationId: "getChain",
  group: "chain",
  scope: "chain:read",
  summary: "The chain, or a page of it",
  description:
    "Genesis comes first. `Accept: application/x-ndjson` returns one block per line. `If-None-Match` with the last " +
    "ETag returns 304 until a block is added. The blocks of a sealed ledger hold their entries, and no patient data; " +
    "`?entries=none` omits the entries, and on a plain ledger changes nothing. A page of a sealed ledger may end before " +
    "its limit, at 1 MiB. On a plain ledger, a token that is narrowed to patients gets 403.",
  request: {
    query: z.strictObject({
      from: ordinal.optional().meta({ description: "The index of the first block; 1 by default.", example: 1 }),
      limit: ordinal.optional().meta({ description: "The maximum number of blocks; all by default.", example: 100 }),
      entries: z
        .literal("none", { error: "must be none" })
        .optional()
        .meta({ description: "Serve the headers of a sealed ledger's blocks alone." }),
    }),
    headers: { "If-None-Match": "The `ETag` of an earlier response." },
  },
  answers: {
    200: {
      description: "The blocks, streamed.",
      headers: { ...ETAG, ...NEXT_PAGE, ...NEGOTIATED, ...CACHED },
      content: { [JSON_TYPE]: { schema: chainSchema }, [NDJSON]: { schema: anyBlockSchema } },
    },
    304: {
      description: "No block was added since the response with that ETag.",
      headers: { ...ETAG, ...NEGOTIATED, ...CACHED },
    },
  },
  problems: ["ledger-not-found", "patient-not-allowed"],
} as const satisfies Route;

export const getBlock = {
  method: "get",
  path: "/blocks/:index",
  operationId: "getBlock",
  group: "chain",
  scope: "chain:read",
  summary: "One block",
  request: { params: blockPath },
  answers: {
    200: { description: "The block.", headers: CACHED, content: json(z.union([blockSchema, sealedBlockSchema])) },
  },
  problems: ["ledger-not-found", "block-not-found", "patient-not-allowed"],
} as const satisfies Route;

export const getMiners = {
  method: "get",
  path: "/miners",
  operationId: "getMiners",
  group: "chain",
  scope: "chain:read",
  summary: "The miners' rewards, counted from the chain",
  request: {},
  answers: { 200: { description: "The miners, those with the most blocks first.", content: json(minersSchema) } },
  problems: ["ledger-not-found"],
} as const satisfies Route;
