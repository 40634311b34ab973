import { type Hono } from "hono";
import { accepts } from "hono/accepts";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { authorize } from "./access.ts";
import { NDJSON } from "./body.ts";
import { blockSchema, chainSchema, minersSchema } from "./answers.ts";
import type { AppEnv } from "./environment.ts";
import { ask, ledgerOf, ledgerPath } from "./ledgers.ts";
import { ACCESS_PROBLEMS, problems } from "./openapi-problems.ts";
import { Problem } from "./problem.ts";
import { blockPath, noQuery, pageQuery, parsePath, parseQuery } from "./requests.ts";

/** Reading the chain: whole, by pages, one block, or what its miners have earned. */
export function chainRoutes(app: Hono<AppEnv>): void {
  app.get("/get_chain", authorize("chain:read"), async (c) => {
    const { from = 1, limit } = parseQuery(pageQuery, c);
    const type = accepts(c, { header: "Accept", supports: ["application/json", NDJSON], default: "application/json" });
    const { tip } = await ask(c, (ledger) => ledger.describe());

    const etag = `"${tip.hash}-${from}-${limit ?? "all"}-${type === NDJSON ? "ndjson" : "json"}"`;
    c.header("ETag", etag);
    c.header("Vary", "Accept", { append: true });
    if (isKnown(etag, c.req.header("If-None-Match"))) return c.body(null, 304);

    const to = limit === undefined ? tip.index : Math.min(tip.index, from + limit - 1);
    const next = to < tip.index ? ledgerPath(c, `/get_chain?from=${to + 1}&limit=${limit}`) : undefined;
    if (next) c.header("Link", `<${next}>; rel="next"`);
    c.header("Content-Type", type);
    if (c.req.method === "HEAD") return c.body(null);
    if (type === NDJSON) {
      return c.body(from > to ? "" : framed("", await ledgerOf(c).blocks(from, to, "\n"), "\n"));
    }
    const tail = `],${JSON.stringify({ length: tip.index, next }).slice(1)}`;
    return c.body(
      from > to ? `{"chain":[${tail}` : framed(`{"chain":[`, await ledgerOf(c).blocks(from, to, ","), tail),
    );
  });

  app.get("/blocks/:index", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const { index } = parsePath(blockPath, { index: c.req.param("index") });
    const block = await ask(c, (ledger) => ledger.block(index));
    if (!block) throw new Problem("block-not-found", `The chain has no block ${index} yet.`);
    return c.json(block);
  });

  app.get("/miners", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    return c.json(await ask(c, (ledger) => ledger.miners()));
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
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
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
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found", "block-not-found"),
      },
    },
  },
  "/miners": {
    get: {
      operationId: "getMiners",
      summary: "The miners' rewards, counted from the chain",
      security: [{ token: ["chain:read"] }],
      responses: {
        200: {
          description: "Those with most blocks first.",
          content: { "application/json": { schema: minersSchema } },
        },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
};
