import { base64url, fromBase64url } from "../base64url.ts";
import { canonicalText } from "../canonical.ts";
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
  const { signature, endorsement: _, ...rest } = entry as unknown as Record<string, unknown>;
  return canonicalText({ ...rest, ...(by === "endorsement" && signature !== undefined ? { signature } : {}), ledger });
}

/** The bytes over which a signature is computed (RFC 7515, section 5.1), which hold the payload although it is detached. */
export function signingInput(header: string, text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${header}.${base64url(encoder.encode(text))}`) as Uint8Array<ArrayBuffer>;
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
  if (!jws.startsWith(`${header}..`)) return false;
  const signature = fromBase64url(jws.slice(header.length + 2));
  if (signature?.length !== SIGNATURE_BYTES) return false;
  const isEd25519 = key.jwk.kty === "OKP";
  if (isEd25519 && !isSoundSignature(signature)) return false;
  const algorithm = isEd25519 ? "Ed25519" : { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(algorithm, key.cryptoKey, signature, signingInput(header, text));
}
