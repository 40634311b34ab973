/** Reading the chain: whole, by pages, one block, or what its miners have earned. */
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
  subject: "chain",
  scope: "chain:read",
  summary: "The chain, or a page of it",
  description:
    "Genesis first. `Accept: application/x-ndjson` gives one block a line. `If-None-Match` with the last ETag " +
    "gives 304 while nothing was added.",
  request: {
    query: z.strictObject({
      from: ordinal.optional().meta({ description: "The index of the first block; 1 when absent.", example: 1 }),
      limit: ordinal.optional().meta({ description: "How many blocks at most; all when absent.", example: 100 }),
    }),
    headers: { "If-None-Match": "The `ETag` of the answer that you have." },
  },
  answers: {
    200: {
      description: "The blocks, streamed.",
      headers: { ...ETAG, ...NEXT_PAGE, ...NEGOTIATED, ...CACHED },
      content: { [JSON_TYPE]: { schema: chainSchema }, [NDJSON]: { schema: blockSchema } },
    },
    304: {
      description: "Nothing was added since the answer with that ETag.",
      headers: { ...ETAG, ...NEGOTIATED, ...CACHED },
    },
  },
  problems: ["ledger-not-found"],
} as const satisfies Route;

export const getBlock = {
  method: "get",
  path: "/blocks/:index",
  operationId: "getBlock",
  subject: "chain",
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
  subject: "chain",
  scope: "chain:read",
  summary: "The miners' rewards, counted from the chain",
  request: {},
  answers: { 200: { description: "Those with most blocks first.", content: json(minersSchema) } },
  problems: ["ledger-not-found"],
} as const satisfies Route;
