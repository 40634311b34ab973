import { waitUntil } from "cloudflare:workers";
import type { AppContext } from "../environment.ts";
import { ledgerId } from "../ledger/ledgers.ts";

/** The Worker's own cache. The platform never answers requests from it, and only this file reads it. */
const CACHE = "patient-ledger";

/**
 * How long an entry is cached, in seconds. Cached parts never change in normal operation. But if an operator edits the
 * storage or restores an older state, the cache must not hide that for long.
 */
const LIFETIME = 600;

/** The header of a cached page that holds the index of its last block. Only this file sees it. */
const END = "Page-End";

/** A part of a ledger that never changes. */
export interface Immutable {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly etag?: string | undefined;
  /** Of a page: the index of its last block. */
  readonly end?: number;
}

/**
 * Looks up a cached part of the request's ledger, without waking the ledger's object. Call this only after `authorize`,
 * since it does not check access.
 *
 * @param part its name within the ledger; must hold no patient data
 */
export async function lookUp(c: AppContext, part: string): Promise<Immutable | undefined> {
  if (!isAllowed(c)) return undefined;
  // A failing cache counts as a miss.
  const entry = await open()
    .then((cache) => cache.match(key(c, part)))
    .catch(() => undefined);
  if (!entry?.body) return undefined;
  c.header("Cache-Status", `${CACHE}; hit`);
  const end = entry.headers.get(END);
  return {
    body: entry.body,
    etag: entry.headers.get("ETag") ?? undefined,
    ...(end === null ? {} : { end: Number(end) }),
  };
}

/**
 * Caches a part of the request's ledger, which must be complete and final, and returns it. Call this after `ask`, which
 * tells whether the ledger may be deleted: nothing of a sandbox is cached, since a cache would still serve it then.
 */
export function cacheAnswer(c: AppContext, part: string, immutable: Immutable): Immutable {
  if (!isAllowed(c) || c.var.isDeletable) return immutable;
  const { body, etag, end } = immutable;
  const headers = {
    "Cache-Control": `max-age=${LIFETIME}`,
    ...(etag === undefined ? {} : { ETag: etag }),
    ...(end === undefined ? {} : { [END]: String(end) }),
  };
  const entry = new Response(body, { headers });
  waitUntil(
    open()
      .then((cache) => cache.put(key(c, part), entry))
      .catch(() => undefined),
  );
  c.header("Cache-Status", `${CACHE}; fwd=miss; stored`);
  return immutable;
}

/**
 * Whether caching is allowed. The cache is located where the request arrived, so if the storage is bound to a
 * jurisdiction, nothing may be cached outside it.
 */
function isAllowed({ env }: AppContext): boolean {
  return !env.LEDGER_JURISDICTION;
}

function open(): Promise<Cache> {
  return caches.open(CACHE);
}

/** A URL with a host that cannot exist (RFC 2606), and the object's id, which is unique to a ledger and deployment. */
function key(c: AppContext, part: string): string {
  return `https://${CACHE}.invalid/${ledgerId(c)}/${part}`;
}
