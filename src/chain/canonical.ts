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

/** Texts of up to so many UTF-16 units are encoded into the kept buffer; UTF-8 takes at most three bytes for each. */
const KEPT_LENGTH = 2048;
const kept = new Uint8Array(3 * KEPT_LENGTH);

/**
 * SHA-256 of the text's UTF-8 bytes. They are written into one kept buffer: `digest` copies its input before it returns,
 * so the next text may overwrite it.
 */
export function digestText(text: string): Promise<ArrayBuffer> {
  const bytes =
    text.length > KEPT_LENGTH ? encoder.encode(text) : kept.subarray(0, encoder.encodeInto(text, kept).written);
  return crypto.subtle.digest("SHA-256", bytes);
}

/** Bytes as lower-case hexadecimal, two digits each. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** The character codes of the hexadecimal digits, by value; and by character code, whether it is a digit. */
const DIGITS = encoder.encode("0123456789abcdef");
const IS_DIGIT = Uint8Array.from({ length: 128 }, (_, code) => (DIGITS.includes(code) ? 1 : 0));

/** Whether a text is a SHA-256 hash in lower-case hexadecimal. A regular expression takes five times as long. */
export function isHexHash(text: string): boolean {
  if (text.length !== 64) return false;
  for (let place = 0; place < 64; place++) if (IS_DIGIT[text.charCodeAt(place)] !== 1) return false;
  return true;
}

/** Whether a text is what {@link hex} writes for the bytes, without writing it. */
export function isHexOf(text: string, bytes: Uint8Array): boolean {
  if (text.length !== 2 * bytes.length) return false;
  let place = 0;
  for (const byte of bytes) {
    if (text.charCodeAt(place++) !== DIGITS[byte >> 4] || text.charCodeAt(place++) !== DIGITS[byte & 15]) return false;
  }
  return true;
}

/** As {@link isHexOf}, of the ASCII characters that stand at a place. By index, since an iterator takes twice as long. */
export function isHexAt(text: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place] ?? 0;
    if (text[at + 2 * place] !== DIGITS[byte >> 4] || text[at + 2 * place + 1] !== DIGITS[byte & 15]) return false;
  }
  return true;
}
