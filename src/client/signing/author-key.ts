import { canonicalBytes } from "../../chain/text/canonical.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { PublicJwk } from "../../chain/sealed/entry.ts";
import { algorithmOf, openKey, thumbprintOf } from "../../chain/sealed/public-key.ts";

/** A `CryptoKey`; the platforms' type definitions name it differently. */
type PrivateKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * The key that an author signs with. It has no methods, so that IndexedDB can keep it, even if its private key is not
 * extractable.
 */
export interface AuthorKey {
  readonly publicKey: PublicJwk;
  /** Names the key on the chain (RFC 7638). */
  readonly thumbprint: string;
  readonly privateKey: PrivateKey;
}

/** An author's private key as a JSON Web Key (RFC 8037, section 2, and RFC 7518, section 6.2). */
export type PrivateJwk = PublicJwk & { readonly d: string };

/** What a new key is like. */
export interface KeyOptions {
  /** Whether it can be exported. A key that cannot be is lost with the browser that holds it, and cannot be stolen from it. */
  readonly extractable?: boolean;
  /** Ed25519 if absent, or ES256 where the platform has no Ed25519. */
  readonly algorithm?: "Ed25519" | "ES256";
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * Generates an author's key.
 *
 * @throws DOMException if the platform has neither Ed25519 nor ES256, or not the algorithm that was asked for
 */
export async function generateAuthorKey({ extractable = false, algorithm }: KeyOptions = {}): Promise<AuthorKey> {
  const { publicKey, privateKey } = await generatePair(extractable, algorithm);
  const jwk = publicJwkOf(await crypto.subtle.exportKey("jwk", publicKey));
  return { publicKey: jwk, thumbprint: await thumbprintOf(jwk), privateKey };
}

async function generatePair(extractable: boolean, algorithm: KeyOptions["algorithm"]) {
  // Browsers name the missing algorithm with different errors; if anything else is wrong, ES256 fails as well.
  const ecdsa = () => crypto.subtle.generateKey(ECDSA, extractable, ["sign", "verify"]);
  const ed25519 = () => crypto.subtle.generateKey("Ed25519", extractable, ["sign", "verify"]);
  const pair = algorithm === "ES256" ? ecdsa() : algorithm === "Ed25519" ? ed25519() : ed25519().catch(ecdsa);
  return (await pair) as { readonly publicKey: PrivateKey; readonly privateKey: PrivateKey };
}

/**
 * Imports an author's key, as {@link exportAuthorKey} or another program writes it.
 *
 * @param value the private key as a JSON Web Key; members that say nothing about the key itself, such as `kid`, are
 *   ignored
 * @param extractable whether it can be exported again
 * @throws Malformed if it is no private Ed25519 or P-256 key, or its two halves do not belong together
 */
export async function importAuthorKey(value: unknown, extractable = false): Promise<AuthorKey> {
  const { d } = (value ?? {}) as { readonly d?: unknown };
  if (typeof d !== "string") throw new Malformed("an author's key must be a private key as a JSON Web Key");
  const publicKey = publicJwkOf(value);
  const algorithm = algorithmOf(publicKey) === "ES256" ? ECDSA : "Ed25519";
  const [opened, privateKey] = await Promise.all([
    openKey(publicKey),
    crypto.subtle.importKey("jwk", { ...publicKey, d }, algorithm, extractable, ["sign"]).catch(() => undefined),
  ]);
  if (typeof opened === "string") throw new Malformed(`the author's key ${opened}`);
  if (!privateKey) throw new Malformed("the author's key is not a usable private key");
  const key = { publicKey, thumbprint: opened.thumbprint, privateKey };
  // Not every platform checks that the private and the public half belong together.
  const trial = canonicalBytes(publicKey);
  const { subtle } = crypto;
  if (!(await subtle.verify(signingAlgorithm(publicKey), opened.cryptoKey, await signBytes(trial, key), trial))) {
    throw new Malformed("the public half of the author's key does not belong to the private one");
  }
  return key;
}

/**
 * Exports an author's key, for a file that nobody else can read.
 *
 * @throws DOMException `InvalidAccessError` if it was not generated or imported as extractable
 */
export async function exportAuthorKey({ publicKey, privateKey }: AuthorKey): Promise<PrivateJwk> {
  const { d = "" } = (await crypto.subtle.exportKey("jwk", privateKey)) as { readonly d?: string };
  return { ...publicKey, d };
}

/** A signature of 64 raw bytes, as a JWS has it (RFC 8037, section 3.1; RFC 7518, section 3.4). */
export async function signBytes(
  bytes: Uint8Array<ArrayBuffer>,
  { publicKey, privateKey }: AuthorKey,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign(signingAlgorithm(publicKey), privateKey, bytes));
}

/** What `crypto.subtle` is told to sign and verify with. */
function signingAlgorithm(publicKey: PublicJwk) {
  return algorithmOf(publicKey) === "ES256" ? { name: "ECDSA", hash: "SHA-256" } : "Ed25519";
}

/** The members of RFC 7638 of a JSON Web Key, whose values are not checked. */
function publicJwkOf(jwk: unknown): PublicJwk {
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  return (kty === "EC" ? { kty, crv, x, y } : { kty, crv, x }) as unknown as PublicJwk;
}
