import { KeySet } from "./key-set.ts";
import { Problem } from "../answers/problem.ts";

/** How long the issuer may take, headers and body together, in milliseconds. */
export const FETCH_TIMEOUT = 5000;

/** The longest key set, in bytes after decompression. */
const LENGTH_LIMIT = 256 * 1024;

/** The most keys in a set. */
const KEYS_LIMIT = 100;

const RETRY_AFTER = "10";

/**
 * Fetches a key set from where its issuer publishes it: past every cache, so that a withdrawn key does not live on in
 * one, and without following redirects, so that no other host than the configured one says whose tokens count.
 *
 * @throws Problem `keys-unavailable` that says what the URL answered, never with its content
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
    throw keysUnavailable(`redirects (status ${status}), which is not followed`, "set the URL that it leads to");
  }
  const text = await readText(response);
  if (text === undefined) throw keysUnavailable(`answered with more than ${LENGTH_LIMIT / 1024} KiB`, CHECK);
  const set = KeySet.parse(text);
  if (!set) throw keysUnavailable(`answered with ${mediaType(response)} that is not a JSON Web Key Set`, CHECK);
  if (set.size > KEYS_LIMIT) throw keysUnavailable(`answered with more than ${KEYS_LIMIT} keys`, CHECK);
  return set;
}

const CHECK = "set the URL that the provider's discovery document calls jwks_uri";

/** Reads a body, unless it is too long: then the rest is not asked for. */
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

/** The media type of an answer, where that is one: a header may hold anything. */
function mediaType(response: Response): string {
  const type = response.headers.get("Content-Type")?.split(";")[0]?.trim() ?? "";
  return /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(type) ? type : "content";
}

/** Rejects when the signal does: a stream that stalls must not hold a request. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

/**
 * No token can be verified now.
 *
 * @param what follows "AUTH_JWKS_URL"
 * @param remedy what the operator has to do, where waiting does not help
 */
export function keysUnavailable(what: string, remedy?: string): Problem {
  const advice = remedy ? `The operator has to ${remedy}.` : "Try again later.";
  return new Problem("keys-unavailable", `The issuer's keys cannot be fetched: AUTH_JWKS_URL ${what}. ${advice}`, {
    headers: { "Retry-After": RETRY_AFTER },
  });
}
