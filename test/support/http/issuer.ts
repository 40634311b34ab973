import { AUDIENCE, ISSUER, request } from "../worker/client.ts";

/** WebCrypto's parameters for the algorithms that tokens are signed with. */
const PARAMETERS: Readonly<Record<string, SubtleCryptoSignAlgorithm & { namedCurve?: string; saltLength?: number }>> = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  PS384: { name: "RSA-PSS", hash: "SHA-384", saltLength: 48 },
  Ed25519: { name: "Ed25519" },
  EdDSA: { name: "Ed25519" },
};

/** All algorithms that the tests' tokens can be signed with. */
export const SIGNED_WITH = Object.keys(PARAMETERS);

/** An issuer's key: the private half that signs, and the published half. */
export interface IssuerKey {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  /** Only the public members, without `kid`, `alg` and `use`. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Makes a key without checking it, so that weak keys are possible too. */
export async function issuerKey(alg: string, bits = 2048): Promise<IssuerKey> {
  const parameters = PARAMETERS[alg];
  if (!parameters) throw new Error(`no parameters for ${alg}`);
  const rsa = alg.startsWith("R") || alg.startsWith("P");
  const size = rsa ? { modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) } : {};
  const pair = (await crypto.subtle.generateKey({ ...parameters, ...size }, true, ["sign", "verify"])) as CryptoKeyPair;
  const exported = (await crypto.subtle.exportKey("jwk", pair.publicKey)) as JsonWebKey;
  const { kty, crv, x, y, n, e } = exported;
  const jwk = JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as Record<string, unknown>;
  return { alg, privateKey: pair.privateKey, jwk };
}

/** The claims of a valid token for the tests' Worker. */
export function goodClaims(): Record<string, unknown> {
  return { iss: ISSUER, aud: AUDIENCE, sub: "dr-rao", exp: Math.floor(Date.now() / 1000) + 600, scope: "chain:read" };
}

/** Signs claims and a header unchanged; `undefined` omits a claim or a header member. */
export function signToken(key: IssuerKey, claims: object = goodClaims(), header: object = {}): Promise<string> {
  return signText(key, JSON.stringify(claims), header);
}

/** Signs any text as a token's payload. */
export async function signText(key: IssuerKey, payload: string, header: object = {}): Promise<string> {
  const signed = `${base64url(JSON.stringify({ alg: key.alg, ...header }))}.${base64url(payload)}`;
  const parameters = PARAMETERS[key.alg] as SubtleCryptoSignAlgorithm;
  const signature = await crypto.subtle.sign(parameters, key.privateKey, new TextEncoder().encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/** Encodes bytes, or a text's UTF-8, in base64url without padding. */
export function base64url(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Reads the chain with a token, on a Worker with this key set. */
export function readWith(token: string, keys: readonly unknown[], bindings: object = {}): Promise<Response> {
  const AUTH_JWKS = JSON.stringify({ keys });
  return request("/get_chain", { headers: { Authorization: `Bearer ${token}` } }, { AUTH_JWKS, ...bindings });
}
