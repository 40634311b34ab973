import { base64url, base64urlInto, fromBase64url } from "../text/base64url.ts";
import { canonicalText } from "../text/canonical.ts";
import { isHash } from "../format.ts";
import { isSoundSignature } from "./ed25519.ts";
import type { Entry } from "./entry.ts";
import type { OpenedKey } from "./public-key.ts";

/** The length of a signature of either algorithm, in bytes: R and S, or r and s (RFC 7518, section 3.4). */
const SIGNATURE_BYTES = 64;

const encoder = new TextEncoder();

/** Who vouches for an entry: its author, or the registrar that endorses what the author signed. */
export type Vouching = "signature" | "endorsement";

/**
 * What is signed: the entry with the hash of the ledger's genesis, so that the signature is good for no other ledger.
 *
 * @param ledger the hash of genesis
 * @param by an author signs the entry without `signature` and `endorsement`, a registrar the one without `endorsement`
 * @returns the RFC 8785 text
 */
export function signedText(entry: Entry, ledger: string, by: Vouching): string {
  const short = by === "signature" ? signedRecordText(entry, ledger) : undefined;
  if (short !== undefined) return short;
  const { signature, endorsement: _, ...rest } = entry as unknown as Record<string, unknown>;
  return canonicalText({ ...rest, ...(by === "endorsement" && signature !== undefined ? { signature } : {}), ledger });
}

/** The same text for a record, as most signed entries are, put together in less time. */
function signedRecordText(entry: Entry, ledger: string): string | undefined {
  if (entry.kind !== "record" || Object.keys(entry).length !== 5) return undefined;
  const { author, commitment, seen, signature } = entry;
  if (seen === undefined || signature === undefined || Object.keys(seen).length !== 2) return undefined;
  const { hash, index } = seen;
  const isPlain = isHash(commitment) && isHash(ledger) && isHash(hash) && Number.isSafeInteger(index);
  if (!isPlain || typeof author !== "string" || !/^[\w-]+$/.test(author)) return undefined;
  return `{"author":"${author}","commitment":"${commitment}","kind":"record","ledger":"${ledger}","seen":{"hash":"${hash}","index":${index}}}`;
}

/** The bytes over which a signature is computed (RFC 7515, section 5.1), which hold the payload although it is detached. */
export function signingInput(header: string, text: string): Uint8Array<ArrayBuffer> {
  const payload = encoder.encode(text);
  const input = new Uint8Array(header.length + 1 + Math.ceil((4 * payload.length) / 3));
  encoder.encodeInto(`${header}.`, input);
  base64urlInto(payload, input, header.length + 1);
  return input;
}

/** A compact JWS with detached payload (RFC 7515, appendix F). */
export function detachedJws(header: string, signature: Uint8Array): string {
  return `${header}..${base64url(signature)}`;
}

/**
 * Verifies a signature or endorsement of an entry.
 *
 * @param jws the text as it stands in the entry
 * @param text what must have been signed; see {@link signedText}
 * @returns whether it is the key's, with exactly the right protected header and 64 raw bytes
 */
export async function verifySignature(jws: string, text: string, key: OpenedKey): Promise<boolean> {
  const { header } = key;
  if (!jws.startsWith(header) || !jws.startsWith("..", header.length)) return false;
  const signature = fromBase64url(jws.slice(header.length + 2));
  if (signature?.length !== SIGNATURE_BYTES) return false;
  const isEd25519 = key.jwk.kty === "OKP";
  if (isEd25519 && !isSoundSignature(signature)) return false;
  const algorithm = isEd25519 ? "Ed25519" : { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(algorithm, key.cryptoKey, signature, signingInput(header, text));
}
