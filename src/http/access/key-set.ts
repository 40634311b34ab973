import { importJWK } from "jose";

/**
 * The accepted signature algorithms, and the type of key that each needs. They are all asymmetric, so `none` and HMAC
 * with a public key are refused (RFC 8725, section 3.1).
 */
const KEY_TYPES: Readonly<Record<string, { readonly kty: string; readonly crv?: string; readonly alias?: string }>> = {
  ES256: { kty: "EC", crv: "P-256" },
  ES384: { kty: "EC", crv: "P-384" },
  RS256: { kty: "RSA" },
  PS256: { kty: "RSA" },
  // The same algorithm under its new name (RFC 9864, section 2.2) and its old one.
  Ed25519: { kty: "OKP", crv: "Ed25519", alias: "EdDSA" },
  EdDSA: { kty: "OKP", crv: "Ed25519", alias: "Ed25519" },
};

/** The algorithms that a token may be signed with. */
export const ALGORITHMS: readonly string[] = Object.keys(KEY_TYPES);

/** The members that make up a public key, by its type (RFC 7518, section 6; RFC 8037). Only these are imported. */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ["kty", "crv", "x", "y"],
  RSA: ["kty", "n", "e"],
  OKP: ["kty", "crv", "x"],
};

/** The members of a private or shared key (RFC 7518, section 6). */
const SECRET_MEMBERS = ["d", "k", "p", "q", "priv"];

/** The shortest RSA key that is accepted (RFC 7518, section 3.3), in bits. */
const RSA_BITS = 2048;

/** The most keys that are tried for one token. The key set is trusted, but anyone can send a token. */
const MOST_TRIED = 16;

type Jwk = Readonly<Record<string, unknown>>;

/** No key of the set verifies a token. The message says why, as a clause about the token. */
export class KeyFault extends Error {}

/**
 * A JSON Web Key Set (RFC 7517, section 5). Keys that cannot verify tokens are ignored and do not affect the others.
 */
export class KeySet {
  readonly #keys: readonly Jwk[];
  /** The imported keys, by JSON Web Key and algorithm. */
  readonly #imported = new Map<Jwk, Map<string, CryptoKey>>();

  /** @param keys the members of the set, as published */
  constructor(keys: readonly Jwk[]) {
    this.#keys = keys;
  }

  /** Reads a key set from JSON; `undefined` if the text is not one. */
  static parse(text: string): KeySet | undefined {
    let set: unknown;
    try {
      // RFC 7517, section 4, lets a parser accept duplicate names and use the last one. Refusing the whole set would
      // lock everyone out because of one key that may not even be needed.
      set = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (!isObject(set) || !Array.isArray(set["keys"])) return undefined;
    const keys = set["keys"].filter(isObject);
    return keys.length === 0 && set["keys"].length > 0 ? undefined : new KeySet(keys);
  }

  /** How many keys are in it, usable or not. */
  get size(): number {
    return this.#keys.length;
  }

  /** Whether it contains a private key or a shared secret, which must never be published. */
  get holdsSecrets(): boolean {
    return this.#keys.some(isSecret);
  }

  /**
   * The keys that a token may be signed with, at least one.
   *
   * @param alg the token's algorithm, one of {@link ALGORITHMS}
   * @param kid the key id that the token names; if absent, every key for the algorithm is a candidate
   * @throws KeyFault if there is none, with the reason
   */
  async keysFor(alg: string, kid: string | undefined): Promise<CryptoKey[]> {
    const named = this.#keys.filter((jwk) => kid === undefined || jwk["kid"] === kid);
    if (named.length === 0) {
      throw new KeyFault("it is signed with a key that this ledger does not know: no published key has its `kid`");
    }
    const fitting = named.filter((jwk) => fits(jwk, alg)).slice(0, MOST_TRIED);
    if (fitting.length === 0) {
      throw new KeyFault(`no published key ${kid === undefined ? "" : "with its `kid` "}can be used with its \`alg\``);
    }
    const opened = await Promise.all(fitting.map((jwk) => this.#open(jwk, alg)));
    const keys = opened.filter((key) => key instanceof CryptoKey);
    if (keys.length > 0) return keys;
    throw new KeyFault(opened.find((key) => typeof key === "string") ?? "the key for it cannot be used");
  }

  /** Imports a key, or returns why a token signed with it is refused. */
  async #open(jwk: Jwk, alg: string): Promise<CryptoKey | string> {
    if (isSecret(jwk)) return "the key for it is published with its private part";
    const imported = this.#imported.get(jwk)?.get(alg);
    if (imported) return imported;
    const members = (PUBLIC_MEMBERS[String(jwk["kty"])] ?? []).map((name) => [name, jwk[name]]);
    const key = await importJWK(Object.fromEntries(members), alg).catch(() => undefined);
    if (!(key instanceof CryptoKey)) return "the key for it is published in a form that cannot be used";
    const modulusLength = "modulusLength" in key.algorithm ? key.algorithm.modulusLength : RSA_BITS;
    if (modulusLength < RSA_BITS) {
      return `the RSA key for it has ${modulusLength} bits, and at least ${RSA_BITS} are required`;
    }
    this.#imported.set(jwk, (this.#imported.get(jwk) ?? new Map<string, CryptoKey>()).set(alg, key));
    return key;
  }
}

/** Whether a key can verify signatures of this algorithm (RFC 7517, section 4). */
function fits(jwk: Jwk, alg: string): boolean {
  const type = KEY_TYPES[alg];
  const { kty, crv, alg: own, use, key_ops: operations } = jwk;
  return (
    type !== undefined &&
    kty === type.kty &&
    (type.crv === undefined || crv === type.crv) &&
    (own === undefined || own === alg || own === type.alias) &&
    (use === undefined || use === "sig") &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify")))
  );
}

function isSecret(jwk: Jwk): boolean {
  return SECRET_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

function isObject(value: unknown): value is Jwk {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
