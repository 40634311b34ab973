import { type Hono } from "hono";
import * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import type { Block } from "../../chain/block.ts";
import { hex } from "../../chain/hex.ts";
import type { Frame } from "../../ledger/reading/streaming.ts";
import { authorize } from "../access/authorize.ts";
import { NDJSON } from "../requests/read-body.ts";
import { blockSchema, chainSchema, minersSchema } from "../answers.ts";
import { type Immutable, keep, lookUp } from "../answers/cache.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerOf, ledgerPath } from "../ledger/ledgers.ts";
import { negotiate } from "../answers/negotiation.ts";
import { CACHED, ETAG, NEGOTIATED, NEXT_PAGE, optionalHeader } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { Problem } from "../answers/problem.ts";
import { blockPath, noQuery, pageQuery, parsePath, parseQuery } from "../requests.ts";
import { unlessRefused } from "../answers/shares.ts";

/** Reading the chain: whole, by pages, one block, or what its miners have earned. */
export function chainRoutes(app: Hono<AppEnv>): void {
  app.get("/get_chain", authorize("chain:read"), async (c) => {
    const { from = 1, limit } = parseQuery(pageQuery, c);
    const type = negotiate(c, ["application/json", NDJSON]);
    const page = type === NDJSON && limit !== undefined && limit <= PAGE_LIMIT ? { from, limit } : undefined;
    const known = page && (await lookUp(c, pageName(page)));
    if (page && known) return sendPage(c, page, known);
    const etagOf = (head: string) => `"${head}-${from}-${limit ?? "all"}-${type === NDJSON ? "ndjson" : "json"}"`;
    if (!page && c.req.header("If-None-Match") !== undefined) {
      // Most who ask so have the chain already, and then this is all that has to be known.
      const etag = etagOf(await ask(c, (ledger) => ledger.head()));
      if (isKnown(c, etag)) return notModified(c, etag);
    }
    const { tip } = await ask(c, (ledger) => ledger.describe());
    if (page && isFinal(page, tip)) return sendPage(c, page, await readPage(c, page));

    const to = limit === undefined ? tip.index : Math.min(tip.index, from + limit - 1);
    const next = to < tip.index ? nextPage(c, to, limit) : undefined;
    const etag = etagOf(tip.hash);
    const frame =
      type === NDJSON
        ? LINES
        : { head: `{"chain":[`, separator: ",", tail: `],${JSON.stringify({ length: tip.index, next }).slice(1)}` };
    // Before any header is set: a refusal has none of them.
    const isAsked = from <= to && c.req.method !== "HEAD" && !isKnown(c, etag);
    const blocks = isAsked ? await stream(c, from, to, frame) : undefined;
    const bodiless = describePage(c, etag, type, next);
    if (bodiless) return bodiless;
    if (blocks) return c.body(blocks);
    return c.body(type === NDJSON ? "" : frame.head + frame.tail);
  });

  app.get("/blocks/:index", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const { index } = parsePath(blockPath, { index: c.req.param("index") });
    const part = `blocks/${index}`;
    const { body } = (await lookUp(c, part)) ?? keep(c, part, { body: JSON.stringify(await blockAt(c, index)) });
    return c.body(body, 200, { "Content-Type": "application/json" });
  });

  app.get("/miners", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    return c.json(unlessRefused(await ask(c, (ledger) => ledger.miners()), "counts of rewards"));
  });
}

/** A page of the chain as it is asked for: so many blocks from an index on. */
interface Page {
  readonly from: number;
  readonly limit: number;
}

/** How NDJSON is framed. */
const LINES = { head: "", separator: "\n", tail: "\n" };

/** The most blocks of a page that is kept in the cache. It is held in memory whole: a stream that breaks must not be kept. */
const PAGE_LIMIT = 256;

function pageName({ from, limit }: Page): string {
  return `pages/${from}-${limit}`;
}

/** Whether a page stays the same for good: it is full, and another one follows. */
function isFinal({ from, limit }: Page, tip: Block): boolean {
  return from + limit <= tip.index;
}

async function stream(c: AppContext, from: number, to: number, frame: Frame): Promise<ReadableStream<Uint8Array>> {
  return unlessRefused(await ledgerOf(c).blocks(from, to, frame, c.var.caller.subject), "streams of blocks");
}

async function readPage(c: AppContext, page: Page): Promise<Immutable> {
  const { from, limit } = page;
  const blocks = await stream(c, from, from + limit - 1, LINES);
  const body = new Uint8Array(await new Response(blocks).arrayBuffer());
  const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
  return keep(c, pageName(page), { body, etag: `"${hash}"` });
}

function sendPage(c: AppContext, { from, limit }: Page, { body, etag = "" }: Immutable): Response {
  return describePage(c, etag, NDJSON, nextPage(c, from + limit - 1, limit)) ?? c.body(body);
}

/** The path of the page behind the one that ends at an index. */
function nextPage(c: AppContext, to: number, limit: number | undefined): string {
  return ledgerPath(c, `/get_chain?from=${to + 1}&limit=${limit}`);
}

/** Sets the headers of a part of the chain; returns the answer if it has no body: 304, or to HEAD. */
function describePage(c: AppContext, etag: string, type: string, next: string | undefined): Response | undefined {
  if (isKnown(c, etag)) return notModified(c, etag);
  c.header("ETag", etag);
  if (next) c.header("Link", `<${next}>; rel="next"`);
  c.header("Content-Type", type);
  return c.req.method === "HEAD" ? c.body(null) : undefined;
}

/** @throws Problem when the chain has no such block */
async function blockAt(c: AppContext, index: number): Promise<Block> {
  const block = await ask(c, (ledger) => ledger.block(index));
  if (!block) throw new Problem("block-not-found", `The chain has no block ${index} yet.`);
  return block;
}

/** Whether a client holds the answer with this entity tag already (RFC 9110, section 13.1.2). */
function isKnown(c: AppContext, etag: string): boolean {
  const known = c.req.header("If-None-Match") ?? "";
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function notModified(c: AppContext, etag: string): Response {
  c.header("ETag", etag);
  return c.body(null, 304);
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
      requestParams: {
        query: pageQuery,
        header: z.object({ "If-None-Match": optionalHeader("The `ETag` of the answer that you have.") }),
      },
      responses: {
        200: {
          description: "The blocks, streamed.",
          headers: { ...ETAG, ...NEXT_PAGE, ...NEGOTIATED, ...CACHED },
          content: {
            "application/json": { schema: chainSchema },
            [NDJSON]: { schema: blockSchema },
          },
        },
        304: {
          description: "Nothing was added since the answer with that ETag.",
          headers: { ...ETAG, ...NEGOTIATED, ...CACHED },
        },
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
        200: { description: "The block.", headers: CACHED, content: { "application/json": { schema: blockSchema } } },
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
