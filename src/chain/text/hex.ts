/** Lower-case hexadecimal, in which hashes are written. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as lower-case hexadecimal, two digits per byte. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** The character codes of the hexadecimal digits by value, and whether a character code is a digit. */
const DIGITS = new TextEncoder().encode("0123456789abcdef");
const IS_DIGIT = Uint8Array.from({ length: 128 }, (_, code) => (DIGITS.includes(code) ? 1 : 0));

/** The value of each digit by its character code, in lower and upper case. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** Decodes an even number of hexadecimal digits. It does not check them: the caller must have done so. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length / 2);
  for (let place = 0; place < bytes.length; place++) {
    bytes[place] = ((VALUES[text.charCodeAt(2 * place)] ?? 0) << 4) | (VALUES[text.charCodeAt(2 * place + 1)] ?? 0);
  }
  return bytes;
}

/** The 32-bit number of the eight hexadecimal digits from an offset on. It does not check them. */
export function wordAt(text: string, at: number): number {
  let word = 0;
  for (let place = at; place < at + 8; place++) word = (word << 4) | (VALUES[text.charCodeAt(place)] ?? 0);
  return word >>> 0;
}

/** Whether a text is a SHA-256 hash in lower-case hexadecimal. A regular expression would take five times as long. */
export function isHexHash(text: string): boolean {
  if (text.length !== 64) return false;
  for (let place = 0; place < 64; place++) if (IS_DIGIT[text.charCodeAt(place)] !== 1) return false;
  return true;
}

/** Whether `text === hex(bytes)`, without building the string. */
export function isHexOf(text: string, bytes: Uint8Array): boolean {
  if (text.length !== 2 * bytes.length) return false;
  let place = 0;
  for (const byte of bytes) {
    if (text.charCodeAt(place++) !== DIGITS[byte >> 4] || text.charCodeAt(place++) !== DIGITS[byte & 15]) return false;
  }
  return true;
}

/** Does what {@link isHexOf} does for ASCII bytes at an offset. An iterator would take twice as long as an index. */
export function isHexAt(text: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place] ?? 0;
    if (text[at + 2 * place] !== DIGITS[byte >> 4] || text[at + 2 * place + 1] !== DIGITS[byte & 15]) return false;
  }
  return true;
}
