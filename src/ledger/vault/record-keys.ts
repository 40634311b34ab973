import { parseIJson } from "../../chain/text/json.ts";
import { hex } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { fromBase64 } from "../../evidence/notes/base64.ts";

/** How many keys RECORD_KEY may hold: the current one, and during a rotation its predecessor. */
const LIMIT = 2;

const KEY_BYTES = 32;
const FINGERPRINT_BYTES = 4;
const encoder = new TextEncoder();
const FINGERPRINT = encoder.encode("patient-ledger record key fingerprint");

/** A `CryptoKey`; the platforms' type definitions name it differently. */
type KeyMaterial = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** One of the deployment's record keys. */
export interface RecordKey {
  /** Names the key without revealing anything about it: eight hexadecimal digits. */
  readonly fingerprint: string;
  /** The key as the input of HKDF (RFC 5869). */
  readonly material: KeyMaterial;
}

/**
 * Parses the secret RECORD_KEY: a JSON Web Key with 32 bytes (RFC 7518, section 6.4), or a key set with up to two. What
 * goes wrong is described without quoting anything of the secret.
 *
 * @returns the keys, the first of which wraps; all of them unwrap
 * @throws Malformed if it is neither
 */
export async function parseRecordKeys(secret: string): Promise<[RecordKey, ...RecordKey[]]> {
  const [first, ...others] = await Promise.all(keysOf(secret).map(openKey));
  if (!first) throw new Malformed("RECORD_KEY is a key set without keys");
  if (others.some(({ fingerprint }) => fingerprint === first.fingerprint)) {
    throw new Malformed("RECORD_KEY has the same key twice");
  }
  return [first, ...others];
}

function keysOf(secret: string): Uint8Array<ArrayBuffer>[] {
  let value: unknown;
  try {
    value = parseIJson(secret);
  } catch {
    // The parser's message is dropped, since it could quote the secret.
    throw new Malformed("RECORD_KEY is not JSON");
  }
  const listed: unknown = isObject(value) && Object.hasOwn(value, "keys") ? (value as { keys: unknown }).keys : [value];
  if (!Array.isArray(listed) || listed.length > LIMIT) {
    throw new Malformed(`RECORD_KEY is a key set with something other than one or ${LIMIT} keys`);
  }
  return listed.map(bytesOf);
}

/** The bytes of a JSON Web Key of type `oct`. */
function bytesOf(jwk: unknown): Uint8Array<ArrayBuffer> {
  const { kty, k } = isObject(jwk) ? (jwk as { kty?: unknown; k?: unknown }) : {};
  const isEncoded = kty === "oct" && typeof k === "string" && /^[\w-]+$/.test(k);
  const standard = isEncoded ? k.replaceAll("-", "+").replaceAll("_", "/") : "";
  const bytes = fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="));
  if (bytes?.length === KEY_BYTES) return bytes;
  throw new Malformed(`RECORD_KEY needs JSON Web Keys of the type oct, each with ${KEY_BYTES} bytes in base64url`);
}

async function openKey(bytes: Uint8Array<ArrayBuffer>): Promise<RecordKey> {
  const material = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey", "deriveBits"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: FINGERPRINT };
  const fingerprint = await crypto.subtle.deriveBits(derivation, material, 8 * FINGERPRINT_BYTES);
  return { fingerprint: hex(new Uint8Array(fingerprint)), material };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
