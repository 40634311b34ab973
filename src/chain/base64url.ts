/**
 * Base64url without padding (RFC 4648, section 5), as JOSE writes bytes (RFC 7515, section 2).
 *
 * @returns the text, whose last character has no stray bits
 */
export function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
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
