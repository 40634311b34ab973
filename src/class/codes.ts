/**
 * The codes that students sign in with. A code is computed from the class's key, so it is stored nowhere: 40 bits, written
 * in the letters and digits of Crockford's base 32, which has no I, L, O and U.
 */
import { fromBase64url } from "../chain/text/base64url.ts";
import { Malformed } from "../chain/text/malformed.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The length of a code, in characters without the hyphen. Each has 5 bits. */
const LENGTH = 8;

/** Separates these codes from whatever else may be computed from the same key (RFC 5869, section 3.2). */
const INFO = "patient-ledger class code";

/** A `CryptoKey`; the platforms' type definitions name it differently. */
export type CodeKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const text = new TextEncoder();

/**
 * The key that the codes of a class are computed with (HKDF with SHA-256, RFC 5869).
 *
 * @param secret the private half (`d`) of the key that signs the class's tokens, as in its JSON Web Key
 * @throws Malformed if it is not base64url
 */
export async function codeKey(secret: string, className: string): Promise<CodeKey> {
  const bytes = fromBase64url(secret);
  if (!bytes) throw new Malformed("the class's key is not a private JSON Web Key");
  const input = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode(`${INFO}\n${className}`) },
    input,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign"],
  );
}

/**
 * A student's code, such as `K7QM-2FXP`.
 *
 * @param key as of {@link codeKey}
 * @param student the student's number in the class, from 1
 * @param issue counts the codes that were issued to the student, from 1
 */
export async function codeOf(key: CodeKey, student: number, issue: number): Promise<string> {
  const numbers = new DataView(new ArrayBuffer(8));
  numbers.setUint32(0, student);
  numbers.setUint32(4, issue);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, numbers));
  const letters = Array.from(mac.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

/**
 * A code as typed, in its one written form: letters in either case, O for 0, I and L for 1, spaces and hyphens anywhere.
 *
 * @returns `undefined` if the text cannot be a code
 */
export function readCode(typed: string): string | undefined {
  const letters = typed
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (letters.length !== LENGTH || [...letters].some((letter) => !ALPHABET.includes(letter))) return undefined;
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}
