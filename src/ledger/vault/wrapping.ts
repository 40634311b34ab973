import { fromHex } from "../../chain/text/hex.ts";
import { Turns } from "../sharing/turns.ts";
import type { RecordKey } from "./record-keys.ts";

/** The length of everything that is wrapped, in bytes. */
export const SECRET_BYTES = 32;

/** AES-GCM with a random initialization vector of 96 bits and a tag of 128 (NIST SP 800-38D). */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const WRAPPED_BYTES = IV_BYTES + SECRET_BYTES + TAG_BYTES;

/** How many random bytes the platform returns at once. */
const RANDOM_LIMIT = 65_536;

const encoder = new TextEncoder();
const INFO = encoder.encode("patient-ledger vault wrapping key");

/** What a secret is for. It is authenticated, so a wrapped secret cannot be moved to another place. */
export type Purpose = Uint8Array<ArrayBuffer>;

/** The purpose of the key of the ledger's HMACs. */
export const HMAC_KEY: Purpose = encoder.encode("hmac-key") as Purpose;

const RECORD = encoder.encode("record:");
const MONTH = encoder.encode("month:");

/** The purpose of the key with an id that encrypts a version of a record. */
export function keyOf(id: Uint8Array): Purpose {
  return joined(RECORD, id);
}

/** The purpose of the key with an id that encrypts a month of the log of reads. */
export function monthKeyOf(id: Uint8Array): Purpose {
  return joined(MONTH, id);
}

function joined(kind: Uint8Array, id: Uint8Array): Purpose {
  const purpose = new Uint8Array(kind.length + id.length);
  purpose.set(kind);
  purpose.set(id, kind.length);
  return purpose;
}

/** A secret as it is stored. */
export interface Wrapped {
  /** The initialization vector, followed by the encrypted secret and its tag. */
  readonly wrapped: Uint8Array<ArrayBuffer>;
  /** The fingerprint of the record key that it is wrapped under. */
  readonly wrappedBy: string;
}

/** A secret in the clear. */
export interface Secret {
  readonly purpose: Purpose;
  readonly secret: Uint8Array;
}

/**
 * Wraps the secrets of one vault with AES-256-GCM. The key is derived from a record key and the vault's id (HKDF, RFC
 * 5869), so each vault has its own: the vector's 96 random bits are enough for 2^32 secrets of each.
 */
export class Wrapping {
  /** The fingerprint of the key that wraps. */
  readonly current: string;
  readonly #keys: ReadonlyMap<string, CryptoKey>;

  private constructor(current: string, keys: ReadonlyMap<string, CryptoKey>) {
    this.current = current;
    this.#keys = keys;
  }

  /**
   * Derives the keys of a vault.
   *
   * @param id the vault's id, in hexadecimal
   * @param recordKeys the first wraps, all of them unwrap
   */
  static async derive(id: string, recordKeys: readonly [RecordKey, ...RecordKey[]]): Promise<Wrapping> {
    const salt = fromHex(id);
    const derived = await Promise.all(
      recordKeys.map(async ({ fingerprint, material }) => {
        const derivation = { name: "HKDF", hash: "SHA-256", salt, info: INFO };
        const algorithm = { name: "AES-GCM", length: 256 };
        const key = await crypto.subtle.deriveKey(derivation, material, algorithm, false, ["encrypt", "decrypt"]);
        return [fingerprint, key] as const;
      }),
    );
    return new Wrapping(recordKeys[0].fingerprint, new Map(derived));
  }

  /** Whether there is a key with this fingerprint. */
  has(fingerprint: string): boolean {
    return this.#keys.has(fingerprint);
  }

  /** Wraps secrets with the current key, in this order. */
  async wrap(secrets: readonly Secret[]): Promise<Wrapped[]> {
    const key = this.#keys.get(this.current) as CryptoKey;
    const vectors = randomBytes(secrets.length * IV_BYTES);
    const wrapped: Wrapped[] = [];
    const turns = new Turns();
    for (const [place, { purpose, secret }] of secrets.entries()) {
      const iv = vectors.subarray(place * IV_BYTES, (place + 1) * IV_BYTES);
      const encrypted = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: purpose }, key, secret);
      const bytes = new Uint8Array(WRAPPED_BYTES);
      bytes.set(iv);
      bytes.set(new Uint8Array(encrypted), IV_BYTES);
      wrapped.push({ wrapped: bytes, wrappedBy: this.current });
      await turns.spend(1);
    }
    return wrapped;
  }

  /** The secret; `undefined` if its key is not configured, or if it is damaged or was wrapped for another purpose. */
  async unwrap(purpose: Purpose, { wrapped, wrappedBy }: Wrapped): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const key = this.#keys.get(wrappedBy);
    if (!key || wrapped.length !== WRAPPED_BYTES) return undefined;
    const algorithm = { name: "AES-GCM", iv: wrapped.subarray(0, IV_BYTES), additionalData: purpose };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, wrapped.subarray(IV_BYTES)));
    } catch {
      return undefined;
    }
  }
}

/** Any number of random bytes. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += RANDOM_LIMIT) {
    crypto.getRandomValues(bytes.subarray(start, start + RANDOM_LIMIT));
  }
  return bytes;
}
