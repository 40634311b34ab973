import type { Hono } from "hono";
import type { Block } from "../../chain/block.ts";
import { hex } from "../../chain/hex.ts";
import { JSON_TYPE, NDJSON } from "../../contract/content.ts";
import { getBlock, getChain, getMiners } from "../../contract/routes/chain.ts";
import type { Frame } from "../../ledger/reading/streaming.ts";
import type { AnswerOf } from "../answers/answer.ts";
import { type Immutable, cacheAnswer, lookUp } from "../answers/cache.ts";
import { negotiate } from "../answers/negotiation.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** Routes that read the chain. */
export function chainRoutes(app: Hono<AppEnv>): void {
  mount(app, getChain, async (c, { query: { from = 1, limit } }) => {
    const type = negotiate(c, [JSON_TYPE, NDJSON]);
    const page = type === NDJSON && limit !== undefined && limit <= PAGE_LIMIT ? { from, limit } : undefined;
    const known = page && (await lookUp(c, pageName(page)));
    if (page && known) return sendPage(c, page, known);
    const etagOf = (head: string) => `"${head}-${from}-${limit ?? "all"}-${type === NDJSON ? "ndjson" : "json"}"`;
    if (!page && c.req.header("If-None-Match") !== undefined) {
      // Most clients that send If-None-Match have the whole chain already, and then its head is enough to answer.
      const etag = etagOf(await ask(c, (ledger) => ledger.head()));
      if (isKnown(c, etag)) return notModified(etag);
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
    // Stream nothing if the client already has these blocks, or wants only the headers.
    const isAsked = from <= to && c.req.method !== "HEAD" && !isKnown(c, etag);
    const blocks = isAsked ? await stream(c, from, to, frame) : type === NDJSON ? "" : frame.head + frame.tail;
    return sendPart(c, { etag, type, next, body: blocks });
  });

  mount(app, getBlock, async (c, { params: { index } }) => {
    const part = `blocks/${index}`;
    const { body } = (await lookUp(c, part)) ?? cacheAnswer(c, part, { body: JSON.stringify(await blockAt(c, index)) });
    return { status: 200, type: JSON_TYPE, body };
  });

  mount(app, getMiners, async (c) => ({ status: 200, json: await ask(c, (ledger) => ledger.miners()) }));
}

type ChainAnswer = AnswerOf<typeof getChain>;

/** A requested page of the chain: up to `limit` blocks, starting at index `from`. */
interface Page {
  readonly from: number;
  readonly limit: number;
}

/** The frame of NDJSON. */
const LINES = { head: "", separator: "\n", tail: "\n" };

/** The most blocks in a cached page. Such a page is read into memory first, so that no broken stream gets cached. */
const PAGE_LIMIT = 256;

function pageName({ from, limit }: Page): string {
  return `pages/${from}-${limit}`;
}

/** Whether a page will never change: it is full, and at least one block follows it. */
function isFinal({ from, limit }: Page, tip: Block): boolean {
  return from + limit <= tip.index;
}

function stream(c: AppContext, from: number, to: number, frame: Frame): Promise<ReadableStream<Uint8Array>> {
  return ask(c, (ledger) => ledger.blocks(from, to, frame, c.var.caller.subject));
}

async function readPage(c: AppContext, page: Page): Promise<Immutable> {
  const { from, limit } = page;
  const blocks = await stream(c, from, from + limit - 1, LINES);
  const body = new Uint8Array(await new Response(blocks).arrayBuffer());
  const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
  return cacheAnswer(c, pageName(page), { body, etag: `"${hash}"` });
}

function sendPage(c: AppContext, { from, limit }: Page, { body, etag = "" }: Immutable): ChainAnswer {
  return sendPart(c, { etag, type: NDJSON, next: nextPage(c, from + limit - 1, limit), body });
}

/** The path of the page after the one that ends at index `to`. */
function nextPage(c: AppContext, to: number, limit: number | undefined): string {
  return ledgerPath(c, `/get_chain?from=${to + 1}&limit=${limit}`);
}

/** A part of the chain, with its metadata. */
interface Part {
  readonly etag: string;
  readonly type: typeof JSON_TYPE | typeof NDJSON;
  /** The path of the next part, if there is one. */
  readonly next: string | undefined;
  readonly body: Immutable["body"];
}

/** The response with a part of the chain. It has no body for HEAD, or if the client already has the part. */
function sendPart(c: AppContext, { etag, type, next, body }: Part): ChainAnswer {
  if (isKnown(c, etag)) return notModified(etag);
  const headers = { ETag: etag, ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }) };
  return { status: 200, headers, type, body: c.req.method === "HEAD" ? null : body };
}

/** @throws Problem if the chain has no such block */
async function blockAt(c: AppContext, index: number): Promise<Block> {
  const block = await ask(c, (ledger) => ledger.block(index));
  if (!block) throw new Problem("block-not-found", `The chain has no block ${index} yet.`);
  return block;
}

/** Whether the client already has the response with this entity tag (RFC 9110, section 13.1.2). */
function isKnown(c: AppContext, etag: string): boolean {
  const known = c.req.header("If-None-Match") ?? "";
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function notModified(etag: string): ChainAnswer {
  return { status: 304, headers: { ETag: etag } };
}
