import type { Hono } from "hono";
import { hex } from "../../chain/text/hex.ts";
import type { LinkedBlock } from "../../chain/linked-block.ts";
import { JSON_TYPE, NDJSON } from "../../contract/content.ts";
import { getBlock, getChain, getMiners } from "../../contract/routes/chain.ts";
import type { Frame } from "../../ledger/reading/streaming.ts";
import type { RecordKind } from "../../ledger/results.ts";
import { requireOpenBlocks } from "../access/patients.ts";
import type { AnswerOf } from "../answers/answer.ts";
import { type Immutable, cacheAnswer, lookUp } from "../answers/cache.ts";
import { isKnown } from "../answers/conditional.ts";
import { negotiate } from "../answers/negotiation.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** Routes that read the chain. */
export function chainRoutes(app: Hono<AppEnv>): void {
  mount(app, getChain, async (c, { query: { from = 1, limit, entries } }) => {
    await requireOpenBlocks(c);
    const type = negotiate(c, [JSON_TYPE, NDJSON]);
    const part: Part = { from, limit, entries: entries !== "none" };
    const page = type === NDJSON && limit !== undefined && limit <= PAGE_LIMIT ? { ...part, limit } : undefined;
    const known = page && (await lookUp(c, pageName(page)));
    if (page && known?.end !== undefined) return sendPage(c, page, known.end, known);
    const etagOf = (head: string) =>
      `"${head}-${from}-${limit ?? "all"}-${type === NDJSON ? "ndjson" : "json"}${part.entries ? "" : "-headers"}"`;
    if (!page && c.req.header("If-None-Match") !== undefined) {
      // Most clients that send If-None-Match have the whole chain already, and then its head is enough to answer.
      const etag = etagOf(await ask(c, (ledger) => ledger.head()));
      if (isKnown(c, etag)) return notModified(etag);
    }
    const { tip, records } = await ask(c, (ledger) => ledger.describe());
    const to = await endOf(c, part, tip, records);
    // A page that ends before the tip has reached its limit of blocks or of bytes, so it will never change.
    if (page && from <= to && to < tip.index) return sendPage(c, page, to, await readPage(c, page, to));

    const next = to < tip.index ? nextPage(c, part, to) : undefined;
    const etag = etagOf(tip.hash);
    const frame =
      type === NDJSON
        ? LINES
        : { head: `{"chain":[`, separator: ",", tail: `],${JSON.stringify({ length: tip.index, next }).slice(1)}` };
    // Stream nothing if the client already has these blocks, or wants only the headers.
    const isAsked = from <= to && c.req.method !== "HEAD" && !isKnown(c, etag);
    const blocks = isAsked ? await stream(c, part, to, frame) : type === NDJSON ? "" : frame.head + frame.tail;
    return sendPart(c, { etag, type, next, body: blocks });
  });

  mount(app, getBlock, async (c, { params: { index } }) => {
    await requireOpenBlocks(c);
    const part = `blocks/${index}`;
    const { body } = (await lookUp(c, part)) ?? cacheAnswer(c, part, { body: await blockAt(c, index) });
    return { status: 200, type: JSON_TYPE, body };
  });

  mount(app, getMiners, async (c) => ({ status: 200, json: await ask(c, (ledger) => ledger.miners()) }));
}

type ChainAnswer = AnswerOf<typeof getChain>;

/** A requested part of the chain: up to `limit` blocks, starting at index `from`. */
interface Part {
  readonly from: number;
  readonly limit: number | undefined;
  /** Whether the blocks of a sealed ledger have their entries. */
  readonly entries: boolean;
}

/** A part whose end is limited. */
interface Page extends Part {
  readonly limit: number;
}

/** The frame of NDJSON. */
const LINES = { head: "", separator: "\n", tail: "\n" };

/** The most blocks in a cached page. Such a page is read into memory first, so that no broken stream gets cached. */
const PAGE_LIMIT = 256;

function pageName({ from, limit, entries }: Page): string {
  return `${entries ? "pages" : "headers"}/${from}-${limit}`;
}

/** The index of the last block of a part. On a sealed ledger a page also ends where it has enough bytes. */
async function endOf(
  c: AppContext,
  { from, limit, entries }: Part,
  tip: LinkedBlock,
  records: RecordKind,
): Promise<number> {
  if (limit === undefined || from > tip.index) return tip.index;
  if (records === "plain") return Math.min(tip.index, from + limit - 1);
  // The chain may have grown meanwhile; the response describes it as of the tip.
  return Math.min(tip.index, await ask(c, (ledger) => ledger.pageEnd(from, limit, entries)));
}

function stream(c: AppContext, { from, entries }: Part, to: number, frame: Frame): Promise<ReadableStream<Uint8Array>> {
  return ask(c, (ledger) => ledger.blocks(from, to, frame, c.var.caller.subject, entries));
}

async function readPage(c: AppContext, page: Page, to: number): Promise<Immutable> {
  const blocks = await stream(c, page, to, LINES);
  const body = new Uint8Array(await new Response(blocks).arrayBuffer());
  const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
  return cacheAnswer(c, pageName(page), { body, etag: `"${hash}"`, end: to });
}

function sendPage(c: AppContext, page: Page, to: number, { body, etag = "" }: Immutable): ChainAnswer {
  return sendPart(c, { etag, type: NDJSON, next: nextPage(c, page, to), body });
}

/** The path of the page after the one that ends at index `to`. */
function nextPage(c: AppContext, { limit, entries }: Part, to: number): string {
  return ledgerPath(c, `/get_chain?from=${to + 1}&limit=${limit}${entries ? "" : "&entries=none"}`);
}

/** The content of a part of the chain, with its metadata. */
interface Content {
  readonly etag: string;
  readonly type: typeof JSON_TYPE | typeof NDJSON;
  /** The path of the next part, if there is one. */
  readonly next: string | undefined;
  readonly body: Immutable["body"];
}

/** The response with a part of the chain. It has no body for HEAD, or if the client already has the part. */
function sendPart(c: AppContext, { etag, type, next, body }: Content): ChainAnswer {
  if (isKnown(c, etag)) return notModified(etag);
  const headers = { ETag: etag, ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }) };
  return { status: 200, headers, type, body: c.req.method === "HEAD" ? null : body };
}

/** @throws Problem if the chain has no such block */
async function blockAt(c: AppContext, index: number): Promise<string> {
  const block = await ask(c, (ledger) => ledger.blockText(index));
  if (block === undefined) throw new Problem("block-not-found", `The chain has no block ${index} yet.`);
  return block;
}

function notModified(etag: string): ChainAnswer {
  return { status: 304, headers: { ETag: etag } };
}
