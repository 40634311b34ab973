import { base64url, fromBase64url } from "../text/base64url.ts";
import { canonicalText, digestText } from "../text/canonical.ts";
import { isSoundKey } from "./ed25519.ts";
import type { PublicJwk } from "./entry.ts";

/** A `CryptoKey`; the platforms' type definitions name it differently. */
type CryptoPublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A public key, ready to verify. */
export interface OpenedKey {
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
  /** The protected header of all its signatures, encoded. */
  readonly header: string;
  readonly cryptoKey: CryptoPublicKey;
}

/** The algorithm that a key signs with, as a JWS names it (RFC 7518 and RFC 9864). */
export function algorithmOf({ kty }: PublicJwk): "Ed25519" | "ES256" {
  return kty === "OKP" ? "Ed25519" : "ES256";
}

/** The `typ` of the signatures, so that none made for another purpose can be passed off as one (RFC 8725, 3.11). */
export const SIGNATURE_TYP = "patient-ledger-entry+jws";

const encoder = new TextEncoder();

/** The protected header of a key's signatures, encoded: exactly the RFC 8785 text of these three members. */
export function protectedHeader(jwk: PublicJwk, thumbprint: string): string {
  return base64url(encoder.encode(canonicalText({ alg: algorithmOf(jwk), kid: thumbprint, typ: SIGNATURE_TYP })));
}

/** A key's thumbprint: base64url of SHA-256 over its members in order (RFC 7638, section 3). */
export async function thumbprintOf(jwk: PublicJwk): Promise<string> {
  const { crv, kty, x } = jwk;
  const text = JSON.stringify(jwk.kty === "EC" ? { crv, kty, x, y: jwk.y } : { crv, kty, x });
  return base64url(new Uint8Array(await digestText(text)));
}

/**
 * Opens a public key that a chain holds, or that is to be enrolled.
 *
 * @param value a JSON Web Key; nothing is assumed about its shape
 * @returns the key, or what is wrong with it, as a clause that follows "the key"
 */
export async function openKey(value: unknown): Promise<OpenedKey | string> {
  const clause = jwkFault(value);
  if (clause !== undefined) return clause;
  const jwk = value as PublicJwk;
  const algorithm = jwk.kty === "OKP" ? "Ed25519" : { name: "ECDSA", namedCurve: "P-256" };
  try {
    const cryptoKey = await crypto.subtle.importKey("jwk", { ...jwk }, algorithm, true, ["verify"]);
    const thumbprint = await thumbprintOf(jwk);
    return { jwk, thumbprint, header: protectedHeader(jwk, thumbprint), cryptoKey };
  } catch {
    return "is not a usable key";
  }
}

/** The members of each supported type of key (RFC 7638, section 3.2): its own and no other. */
const MEMBERS = { Ed25519: ["crv", "kty", "x"], "P-256": ["crv", "kty", "x", "y"] } as const;

/**
 * Checks a public key as far as that takes no waiting: its type, its members and its coordinates.
 *
 * @param value nothing is assumed about its shape
 * @returns what is wrong, as a clause that follows "the key"; `undefined` if nothing
 */
export function jwkFault(value: unknown): string | undefined {
  const { kty, crv, x, y } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isEd25519 = kty === "OKP" && crv === "Ed25519";
  if (!isEd25519 && !(kty === "EC" && crv === "P-256")) return "must be an Ed25519 or a P-256 key";
  const members = MEMBERS[isEd25519 ? "Ed25519" : "P-256"];
  if (
    Object.keys(value as object)
      .toSorted()
      .join() !== members.join()
  ) {
    return `must have exactly the members ${members.join(", ")}`;
  }
  const [first, second] = [coordinate(x), coordinate(y)];
  if (isEd25519)
    return first && isSoundKey(first) ? undefined : "must be a canonical point of the curve, not of small order";
  return first && second && isOnP256(first, second) ? undefined : "must be a point of P-256";
}

/** The 32 bytes of a coordinate. */
function coordinate(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === "string" ? fromBase64url(value) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
}

/** The prime and the constant of P-256 (NIST SP 800-186, section 3.2.1.3). */
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Whether a point is on P-256. Not every platform checks that when it imports a key. */
function isOnP256(x: Uint8Array, y: Uint8Array): boolean {
  const [a, b] = [x, y].map((bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)) as [
    bigint,
    bigint,
  ];
  return a < P && b < P && (b * b - (a * a * a - 3n * a + B)) % P === 0n;
}
