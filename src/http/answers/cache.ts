import { waitUntil } from "cloudflare:workers";
import type { AppContext } from "../environment.ts";
import { ledgerId } from "../ledger/ledgers.ts";

/** A cache of our own: requests to the zone are never answered from it, and nothing but this file reads it. */
const CACHE = "patient-ledger";

/**
 * How long an entry is cached, in seconds. What is cached never changes by itself; but when an operator edits the storage or
 * restores an older state, that must not hide behind the cache for long.
 */
const LIFETIME = 600;

/** A part of a ledger that stays the same for good. */
export interface Immutable {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly etag?: string | undefined;
}

/**
 * Looks a part of the request's ledger up, without waking the ledger's object. To be called behind `authorize` only:
 * whoever asks here gets the answer.
 *
 * @param part names it within the ledger; no text of a patient's
 */
export async function lookUp(c: AppContext, part: string): Promise<Immutable | undefined> {
  if (!isAllowed(c)) return undefined;
  // A cache that fails is one that does not have it.
  const entry = await open()
    .then((cache) => cache.match(key(c, part)))
    .catch(() => undefined);
  if (!entry?.body) return undefined;
  c.header("Cache-Status", `${CACHE}; hit`);
  return { body: entry.body, etag: entry.headers.get("ETag") ?? undefined };
}

/** Caches a part of the request's ledger, beside the answer. It must be complete, and final. */
export function cacheAnswer(c: AppContext, part: string, immutable: Immutable): Immutable {
  if (!isAllowed(c)) return immutable;
  const { body, etag } = immutable;
  const headers = { "Cache-Control": `max-age=${LIFETIME}`, ...(etag === undefined ? {} : { ETag: etag }) };
  const entry = new Response(body, { headers });
  waitUntil(
    open()
      .then((cache) => cache.put(key(c, part), entry))
      .catch(() => undefined),
  );
  c.header("Cache-Status", `${CACHE}; fwd=miss; stored`);
  return immutable;
}

/** The cache is where the request came in. Where the law of one place holds for the storage, nothing is cached elsewhere. */
function isAllowed({ env }: AppContext): boolean {
  return !env.LEDGER_JURISDICTION;
}

function open(): Promise<Cache> {
  return caches.open(CACHE);
}

/** Under a host that cannot exist (RFC 2606), and by the object's id, which no other ledger or deployment has. */
function key(c: AppContext, part: string): string {
  return `https://${CACHE}.invalid/${ledgerId(c)}/${part}`;
}
