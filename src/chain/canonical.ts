import canonicalize from "canonicalize";

const encoder = new TextEncoder();

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

/** Texts of up to so many UTF-16 units are encoded into the reused buffer; UTF-8 takes at most three bytes for each. */
const BUFFER_LENGTH = 2048;
const buffer = new Uint8Array(3 * BUFFER_LENGTH);

/**
 * SHA-256 of the text's UTF-8 bytes. They are written into one reused buffer: `digest` copies its input before it returns,
 * so the next text may overwrite it.
 */
export function digestText(text: string): Promise<ArrayBuffer> {
  const bytes =
    text.length > BUFFER_LENGTH ? encoder.encode(text) : buffer.subarray(0, encoder.encodeInto(text, buffer).written);
  return crypto.subtle.digest("SHA-256", bytes);
}
