import { KeySet } from "./key-set.ts";
import { Problem } from "../answers/problem.ts";

/** How long the issuer may take to send headers and body together, in milliseconds. */
export const FETCH_TIMEOUT = 5000;

/** The longest key set, in bytes after decompression. */
const LENGTH_LIMIT = 256 * 1024;

/** The most keys in a set. */
const KEYS_LIMIT = 100;

const RETRY_AFTER = "10";

/**
 * Fetches a key set from the URL where its issuer publishes it. It bypasses caches, which could still hold a withdrawn
 * key. It does not follow redirects, so that only the configured host decides which tokens are accepted.
 *
 * @throws Problem `keys-unavailable`, saying how the URL responded but never quoting the content
 */
export async function fetchKeySet(url: URL): Promise<KeySet> {
  const signal = AbortSignal.timeout(FETCH_TIMEOUT);
  try {
    return await Promise.race([read(url, signal), rejectedBy(signal)]);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const isLate = error instanceof Error && error.name === "TimeoutError";
    throw keysUnavailable(isLate ? `did not answer within ${FETCH_TIMEOUT / 1000} seconds` : "cannot be reached");
  }
}

async function read(url: URL, signal: AbortSignal): Promise<KeySet> {
  const headers = { Accept: "application/jwk-set+json, application/json", "User-Agent": "patient-ledger" };
  const response = await fetch(url, { headers, redirect: "manual", cache: "no-store", signal });
  const { status } = response;
  if (status !== 200) {
    await response.body?.cancel();
    if (status < 300 || status > 399) throw keysUnavailable(`answered with status ${status}`);
    throw keysUnavailable(
      `redirects (status ${status}), but redirects are not followed`,
      "set the URL that it redirects to",
    );
  }
  const text = await readText(response);
  if (text === undefined) throw keysUnavailable(`answered with more than ${LENGTH_LIMIT / 1024} KiB`, CHECK);
  const set = KeySet.parse(text);
  if (!set) throw keysUnavailable(`answered with ${mediaType(response)} that is not a JSON Web Key Set`, CHECK);
  if (set.size > KEYS_LIMIT) throw keysUnavailable(`answered with more than ${KEYS_LIMIT} keys`, CHECK);
  return set;
}

const CHECK = "set the URL that the provider's discovery document calls jwks_uri";

/** Reads a body; `undefined` if it is too long, without reading the rest. */
async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LENGTH_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks).text();
}

/** The media type of a response, or `content` if the header, which may contain anything, is not a media type. */
function mediaType(response: Response): string {
  const type = response.headers.get("Content-Type")?.split(";")[0]?.trim() ?? "";
  return /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(type) ? type : "content";
}

/** Rejects when the signal aborts, so that a stalled stream does not block a request. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

/**
 * No token can be verified at the moment.
 *
 * @param what the predicate of a sentence that begins with "AUTH_JWKS_URL"
 * @param remedy what the operator must do, if waiting does not help
 */
export function keysUnavailable(what: string, remedy?: string): Problem {
  const advice = remedy ? `The operator must ${remedy}.` : "Try again later.";
  return new Problem("keys-unavailable", `The issuer's keys cannot be fetched: AUTH_JWKS_URL ${what}. ${advice}`, {
    headers: { "Retry-After": RETRY_AFTER },
  });
}
