import canonicalize from "canonicalize";

const encoder = new TextEncoder();
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * The canonical JSON text of a value: keys sorted, no white space, one spelling for each number and string, so that
 * the same content has the same bytes everywhere (RFC 8785, JCS).
 *
 * @throws Error when a string holds a lone surrogate or a number is not finite
 */
export function canonicalText(value: object): string {
  return canonicalize(value) as string;
}

/** The UTF-8 bytes of {@link canonicalText}: what a block's hash is computed over. */
export function canonicalBytes(value: object): Uint8Array<ArrayBuffer> {
  return encoder.encode(canonicalText(value)) as Uint8Array<ArrayBuffer>;
}

/** SHA-256 (FIPS 180-4) of the bytes, 32 bytes long, computed by `crypto.subtle`. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Bytes as lower-case hexadecimal, two digits each. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}
