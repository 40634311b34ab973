import * as z from "zod";
import { JSON_TYPE, json, NDJSON } from "../content.ts";
import { CACHED, ETAG, NEGOTIATED, NEXT_PAGE } from "../headers.ts";
import type { Route } from "../route.ts";
import { blockSchema } from "../schemas/block.ts";
import { chainSchema, minersSchema } from "../schemas/chain.ts";
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
    "ETag returns 304 until a block is added.",
  request: {
    query: z.strictObject({
      from: ordinal.optional().meta({ description: "The index of the first block; 1 by default.", example: 1 }),
      limit: ordinal.optional().meta({ description: "The maximum number of blocks; all by default.", example: 100 }),
    }),
    headers: { "If-None-Match": "The `ETag` of an earlier response." },
  },
  answers: {
    200: {
      description: "The blocks, streamed.",
      headers: { ...ETAG, ...NEXT_PAGE, ...NEGOTIATED, ...CACHED },
      content: { [JSON_TYPE]: { schema: chainSchema }, [NDJSON]: { schema: blockSchema } },
    },
    304: {
      description: "No block was added since the response with that ETag.",
      headers: { ...ETAG, ...NEGOTIATED, ...CACHED },
    },
  },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getBlock = {
  method: "get",
  path: "/blocks/:index",
  operationId: "getBlock",
  group: "chain",
  scope: "chain:read",
  summary: "One block",
  request: { params: blockPath },
  answers: { 200: { description: "The block.", headers: CACHED, content: json(blockSchema) } },
  problems: ["ledger-not-found", "block-not-found"],
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
