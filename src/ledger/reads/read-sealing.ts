import { Malformed } from "../../chain/text/malformed.ts";
import type { Fields } from "../../evidence/receipts/disclosures.ts";
import { discloseRead, openWholeRead, READ_FIELDS, type LoggedRead } from "../../evidence/receipts/logged-read.ts";
import { concatenate } from "../../chain/text/concatenate.ts";
import type { StoredRead } from "../store/reads.ts";

/** The lengths of the random values of an entry, in bytes: its salts, and the initialization vector of AES-GCM. */
const SALT_BYTES = 16;
const SALTS_BYTES = READ_FIELDS.length * SALT_BYTES;
const IV_BYTES = 12;

/** Ciphertexts are padded to a multiple of this, so that they tell little about who it was. */
const PADDING = 256;

const SEPARATOR = "~";
const PAD = "\0";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The key of a month's entries, with its id in the vault. */
export interface MonthKey {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly key: CryptoKey;
}

/** An entry as opened from its ciphertext. */
export interface OpenedRead {
  readonly entry: LoggedRead;
  /** The digests of the disclosures. */
  readonly fields: Fields;
  readonly disclosures: readonly string[];
}

/**
 * Seals and opens the entries of the log of reads of one ledger: encrypts their disclosures (AES-256-GCM) under the key of
 * their month, and keeps what stands beside them in the clear from being edited.
 */
export class ReadSealing {
  readonly #hmacKey: CryptoKey;
  readonly #genesis: string;

  /**
   * @param hmacKey the key of the ledger's HMACs, from the vault
   * @param genesis the hash of genesis, which binds ciphertexts to this ledger
   */
  constructor(hmacKey: CryptoKey, genesis: string) {
    this.#hmacKey = hmacKey;
    this.#genesis = genesis;
  }

  /** Seals an entry. */
  async seal(entry: LoggedRead, month: MonthKey): Promise<StoredRead> {
    const random = crypto.getRandomValues(new Uint8Array(SALTS_BYTES + IV_BYTES));
    const salts = READ_FIELDS.map((_, place) => random.subarray(place * SALT_BYTES, (place + 1) * SALT_BYTES));
    const { disclosures, commitment } = await discloseRead(entry, salts);
    const iv = random.subarray(SALTS_BYTES);
    const text = disclosures.join(SEPARATOR);
    const padded = encoder.encode(text.padEnd(Math.ceil(text.length / PADDING) * PADDING, PAD));
    const row = { index: entry.number, hash: commitment, record: entry.record ?? undefined, keyId: month.id };
    const [encrypted, mac] = await Promise.all([
      crypto.subtle.encrypt(this.#cipher(iv, commitment), month.key, padded),
      crypto.subtle.sign("HMAC", this.#hmacKey, message(row)),
    ]);
    return { ...row, ciphertext: concatenate([iv, new Uint8Array(encrypted)]), mac: new Uint8Array(mac) };
  }

  /** Whether this ledger has logged an entry, with what stands beside it in the clear. */
  isLogged(row: StoredRead): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.#hmacKey, row.mac, message(row));
  }

  /**
   * Opens an entry.
   *
   * @param key that of its month
   * @returns `undefined` if the ciphertext is not that of an entry with this number and commitment
   */
  async open({ index, hash, ciphertext }: StoredRead, key: CryptoKey): Promise<OpenedRead | undefined> {
    try {
      const cipher = this.#cipher(ciphertext.subarray(0, IV_BYTES), hash);
      const bytes = await crypto.subtle.decrypt(cipher, key, ciphertext.subarray(IV_BYTES));
      const disclosures = decoder.decode(bytes).replace(/\0+$/, "").split(SEPARATOR);
      const opened = await openWholeRead(disclosures, hash);
      return opened.entry.number === index ? { ...opened, disclosures } : undefined;
    } catch (error) {
      // Anything that was edited fails to decrypt, and what decrypts was encrypted here.
      if (error instanceof DOMException || error instanceof Malformed) return undefined;
      throw error;
    }
  }

  #cipher(iv: Uint8Array<ArrayBuffer>, commitment: string) {
    return { name: "AES-GCM", iv, additionalData: encoder.encode(this.#genesis + commitment) };
  }
}

/** What a row's keyed hash covers, in a form that nothing else hashed under the same key has. */
function message({ index, hash, record, keyId }: Omit<StoredRead, "ciphertext" | "mac">): Uint8Array<ArrayBuffer> {
  const parts = ["logged", String(index), hash, String(record ?? ""), Array.from(keyId).join(".")];
  return encoder.encode(JSON.stringify(parts)) as Uint8Array<ArrayBuffer>;
}
