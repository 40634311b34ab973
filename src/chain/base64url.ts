const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The two digits of each 12 bits. Looking them up takes a third of the time of `btoa` and replacing its characters. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) => `${ALPHABET[bits >> 6]}${ALPHABET[bits & 63]}`);

/**
 * Base64url without padding (RFC 4648, section 5), as JOSE writes bytes (RFC 7515, section 2).
 *
 * @returns the text, whose last character has no stray bits
 */
export function base64url(bytes: Uint8Array): string {
  const whole = bytes.length - (bytes.length % 3);
  let text = "";
  for (let at = 0; at < whole; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += `${PAIRS[bits >> 12]}${PAIRS[bits & 0xfff]}`;
  }
  const [first, second] = bytes.subarray(whole);
  if (first === undefined) return text;
  if (second === undefined) return text + PAIRS[first << 4];
  const bits = (first << 8) | second;
  return `${text}${PAIRS[bits >> 4]}${ALPHABET[(bits & 15) << 2]}`;
}

/**
 * Decodes base64url strictly: no padding, no white space, and only the one spelling that {@link base64url} writes.
 *
 * @returns the bytes, or `undefined` if the text is not such base64url
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return base64url(bytes) === text ? bytes : undefined;
}
