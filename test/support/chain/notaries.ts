/**
 * Signers of notes, for tests: keys, signatures and their texts as C2SP signed-note and tlog-cosignature specify them,
 * on Node's own Ed25519, so that the code is not compared with itself.
 */
import { createPrivateKey, createPublicKey, hash as digest, type KeyObject, sign } from "node:crypto";
import type { SigningJwk } from "../../../src/evidence/notes/note.ts";

/** The start of a PKCS #8 Ed25519 private key (RFC 8410, section 7); 32 bytes of seed follow. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export const LOG_TYPE = 0x01;
export const WITNESS_TYPE = 0x04;

/** A name with an Ed25519 key; the same key each time. */
export class Notary {
  readonly name: string;
  readonly jwk: SigningJwk;
  readonly publicKey: Buffer;
  readonly #privateKey: KeyObject;

  /** @param seed determines the key; give another seed for another key under the same name */
  constructor(name: string, seed = name) {
    const key = Buffer.concat([PKCS8, digest("sha256", seed, "buffer")]);
    this.name = name;
    this.#privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
    this.jwk = this.#privateKey.export({ format: "jwk" });
    this.publicKey = Buffer.from(
      createPublicKey(this.#privateKey).export({ format: "jwk" })["x"] as string,
      "base64url",
    );
  }

  /** The key's id for a signature type: four bytes. */
  id(type: number): Buffer {
    const identity = Buffer.concat([Buffer.from(`${this.name}\n`), Buffer.of(type), this.publicKey]);
    return digest("sha256", identity, "buffer").subarray(0, 4);
  }

  vkey(type: number): string {
    const key = Buffer.concat([Buffer.of(type), this.publicKey]).toString("base64");
    return `${this.name}+${this.id(type).toString("hex")}+${key}`;
  }

  sign(message: string): Buffer {
    return sign(null, Buffer.from(message), this.#privateKey);
  }

  /** A log's signature line over a note's text. */
  line(text: string): string {
    return this.#line(LOG_TYPE, this.sign(text));
  }

  /** A witness's signature line over a checkpoint's text, at a time in seconds since 1970. */
  cosignatureLine(text: string, time: number | bigint): string {
    const timestamp = Buffer.alloc(8);
    timestamp.writeBigUInt64BE(BigInt(time));
    return this.#line(WITNESS_TYPE, Buffer.concat([timestamp, this.sign(`cosignature/v1\ntime ${time}\n${text}`)]));
  }

  #line(type: number, signature: Buffer): string {
    return `— ${this.name} ${Buffer.concat([this.id(type), signature]).toString("base64")}\n`;
  }
}

/** A text with signature lines below it. */
export function noteOf(text: string, ...lines: readonly string[]): string {
  return `${text}\n${lines.join("")}`;
}

/** The text of a checkpoint, as C2SP tlog-checkpoint writes it. */
export function checkpointOf(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}
