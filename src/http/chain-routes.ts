import { type Hono } from "hono";
import { accepts } from "hono/accepts";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { authorize } from "./access.ts";
import { blockSchema, chainSchema } from "./answers.ts";
import { type AppEnv, ledgerOf } from "./environment.ts";
import { ACCESS_PROBLEMS, problems } from "./openapi-problems.ts";
import { Problem } from "./problem.ts";
import { blockPath, noQuery, pageQuery, parsePath, parseQuery } from "./requests.ts";

const NDJSON = "application/x-ndjson";

/** Reading the chain: whole, by pages, or one block. */
export function chainRoutes(app: Hono<AppEnv>): void {
  app.get("/get_chain", authorize("chain:read"), async (c) => {
    const { from = 1, limit } = parseQuery(pageQuery, c);
    const type = accepts(c, { header: "Accept", supports: ["application/json", NDJSON], default: "application/json" });
    const ledger = ledgerOf(c);
    const tip = await ledger.tip();

    const etag = `"${tip.hash}-${from}-${limit ?? "all"}-${type === NDJSON ? "ndjson" : "json"}"`;
    c.header("ETag", etag);
    c.header("Vary", "Accept", { append: true });
    if (isKnown(etag, c.req.header("If-None-Match"))) return c.body(null, 304);

    const to = limit === undefined ? tip.length : Math.min(tip.length, from + limit - 1);
    const next = to < tip.length ? `${c.req.path}?from=${to + 1}&limit=${limit}` : undefined;
    if (next) c.header("Link", `<${next}>; rel="next"`);
    c.header("Content-Type", type);
    if (c.req.method === "HEAD") return c.body(null);
    if (type === NDJSON) {
      return c.body(from > to ? "" : framed("", await ledger.blocks(from, to, "\n"), "\n"));
    }
    const tail = `],${JSON.stringify({ length: tip.length, next }).slice(1)}`;
    return c.body(from > to ? `{"chain":[${tail}` : framed(`{"chain":[`, await ledger.blocks(from, to, ","), tail));
  });

  app.get("/blocks/:index", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const { index } = parsePath(blockPath, c);
    const block = await ledgerOf(c).block(index);
    if (!block) throw new Problem("block-not-found", `The chain has no block ${index} yet.`);
    return c.json(block);
  });
}

/** Whether a client holds the answer with this entity tag already (RFC 9110, section 13.1.2). */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}

/** A stream of blocks with what the format puts before and after them. */
function framed(head: string, blocks: ReadableStream<Uint8Array>, tail: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const frame = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    flush: (controller) => controller.enqueue(encoder.encode(tail)),
  });
  return blocks.pipeThrough(frame);
}

export const chainPaths: ZodOpenApiPathsObject = {
  "/get_chain": {
    get: {
      operationId: "getChain",
      summary: "The chain, or a page of it",
      description:
        "Genesis first. `Accept: application/x-ndjson` gives one block a line. `If-None-Match` with the last ETag " +
        "gives 304 while nothing was added.",
      security: [{ token: ["chain:read"] }],
      requestParams: { query: pageQuery },
      responses: {
        200: {
          description: "The blocks, streamed.",
          content: {
            "application/json": { schema: chainSchema },
            [NDJSON]: { schema: blockSchema },
          },
        },
        304: { description: "Nothing was added since the answer with that ETag." },
        ...problems("invalid-query", ...ACCESS_PROBLEMS),
      },
    },
  },
  "/blocks/{index}": {
    get: {
      operationId: "getBlock",
      summary: "One block",
      security: [{ token: ["chain:read"] }],
      requestParams: { path: blockPath },
      responses: {
        200: { description: "The block.", content: { "application/json": { schema: blockSchema } } },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "block-not-found"),
      },
    },
  },
};
