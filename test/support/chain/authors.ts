/** Authors who sign entries as RFC 7515, 7638 and 8037 say, on Node's own cryptography. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash as digest,
  type KeyObject,
  sign,
} from "node:crypto";
import type { Entry, KeyEntry, PublicJwk, Seen } from "../../../src/chain/sealed/entry.ts";
import { commitment, jcs } from "./sealed-builder.ts";

/** The start of a PKCS #8 Ed25519 private key (RFC 8410, section 7); 32 bytes of seed follow. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** What may be changed about a signature to make a wrong one. */
export interface Odd {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly headerText?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly raw?: (signature: Buffer, input: Buffer) => Buffer;
}

/** An author with a key, or a registrar. */
export class Author {
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
  readonly privateKey: KeyObject;

  /** @param name determines an Ed25519 key; a P-256 key is different each time */
  constructor(name: string, algorithm: "Ed25519" | "ES256" = "Ed25519") {
    this.privateKey =
      algorithm === "Ed25519"
        ? createPrivateKey({
            key: Buffer.concat([PKCS8, digest("sha256", name, "buffer")]),
            format: "der",
            type: "pkcs8",
          })
        : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    this.jwk = createPublicKey(this.privateKey).export({ format: "jwk" }) as unknown as PublicJwk;
    this.thumbprint = digest("sha256", jcs(this.jwk), "base64url");
  }

  get algorithm(): "Ed25519" | "ES256" {
    return this.jwk.kty === "OKP" ? "Ed25519" : "ES256";
  }

  /** The detached JWS over an entry. */
  jws(
    entry: object,
    ledger: string,
    { header = {}, headerText, payload = {}, raw = (bytes) => bytes }: Odd = {},
  ): string {
    const text =
      headerText ?? jcs({ alg: this.algorithm, kid: this.thumbprint, typ: "patient-ledger-entry+jws", ...header });
    const head = Buffer.from(text).toString("base64url");
    const body = Buffer.from(jcs({ ...entry, ledger, ...payload })).toString("base64url");
    const input = Buffer.from(`${head}.${body}`);
    const signature =
      this.jwk.kty === "OKP"
        ? sign(null, input, this.privateKey)
        : sign("sha256", input, { key: this.privateKey, dsaEncoding: "ieee-p1363" });
    return `${head}..${raw(signature, input).toString("base64url")}`;
  }

  /** An entry with this author's name, what the author had seen, and a signature. */
  signed(entry: object, ledger: string, seen: Seen, odd?: Odd): Entry {
    const { index, hash } = seen;
    const unsigned = { ...entry, author: this.thumbprint, seen: { index, hash } };
    return { ...unsigned, signature: this.jws(unsigned, ledger, odd) } as unknown as Entry;
  }

  /** An entry that is signed without naming an author, as a revocation is. */
  vouched<E extends object>(entry: E, ledger: string, odd?: Odd): E & { signature: string } {
    return { ...entry, signature: this.jws(entry, ledger, odd) };
  }

  /** The entry that enrols this author's key. */
  enrolment(ledger: string, odd?: Odd): KeyEntry {
    const entry = { kind: "key", public_key: this.jwk, commitment: commitment(this.thumbprint) } as const;
    return this.vouched(entry, ledger, odd);
  }

  /** An entry with this registrar's endorsement. */
  endorsed<E extends object>(entry: E, ledger: string, odd?: Odd): E & { endorsement: string } {
    return { ...entry, endorsement: this.jws(entry, ledger, odd) };
  }
}
