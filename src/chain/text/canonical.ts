import canonicalize from "canonicalize";

const encoder = new TextEncoder();

/**
 * The canonical JSON text of a value (RFC 8785, JCS): sorted keys, no white space, and one spelling for each number and
 * string. Equal content therefore has equal bytes everywhere.
 *
 * @throws Error if a string holds a lone surrogate or a number is not finite
 */
export function canonicalText(value: object): string {
  return canonicalize(value) as string;
}

/** The UTF-8 bytes of {@link canonicalText}. A block's hash is computed over such bytes. */
export function canonicalBytes(value: object): Uint8Array<ArrayBuffer> {
  return encoder.encode(canonicalText(value)) as Uint8Array<ArrayBuffer>;
}

/** SHA-256 (FIPS 180-4) of the bytes, 32 bytes long, computed by `crypto.subtle`. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The longest text that fits the reused buffer, in UTF-16 code units. Each takes at most three bytes in UTF-8. */
const BUFFER_LENGTH = 2048;
const buffer = new Uint8Array(3 * BUFFER_LENGTH);

/**
 * SHA-256 of the text's UTF-8 bytes. The buffer is reused: `digest` copies its input before it returns (Web
 * Cryptography, section 14.3.5), so the next text may overwrite it.
 */
export function digestText(text: string): Promise<ArrayBuffer> {
  const bytes =
    text.length > BUFFER_LENGTH ? encoder.encode(text) : buffer.subarray(0, encoder.encodeInto(text, buffer).written);
  return crypto.subtle.digest("SHA-256", bytes);
}
