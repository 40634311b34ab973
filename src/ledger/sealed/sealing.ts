import { hex } from "../../chain/hex.ts";
import type { PatientRecord } from "../../chain/record.ts";
import { canonicalEntry } from "../../chain/sealed/entry.ts";
import { discloseFields, type Fields, openRecord, type SealedFields } from "../../evidence/disclosures.ts";
import { Malformed } from "../../chain/malformed.ts";
import { concatenate } from "../signing/tiles.ts";
import type { StoredVersion } from "../store/entries.ts";
import type { ErasureRow } from "../store/erasures.ts";

/** A record that is ready to be stored. */
export interface SealedRecord {
  /** The canonical text of its entry. */
  readonly text: string;
  readonly commitment: string;
  readonly disclosures: readonly string[];
  readonly fields: Fields;
  readonly version: StoredVersion;
  /** The key of the ciphertext, which goes to the vault. */
  readonly key: Uint8Array<ArrayBuffer>;
}

/** A record as opened from its ciphertext. */
export interface OpenedRecord {
  readonly record: PatientRecord;
  /** The digests of the disclosures. */
  readonly fields: Fields;
  readonly disclosures: readonly string[];
}

/** What the row of an erasure states. */
type ErasureStatement = Pick<ErasureRow, "record" | "reason" | "done">;

/** The lengths of the random values of a record, in bytes: three salts, most of the id of its key, and the key. */
const RANDOM = { salt: 16, keyId: 10, key: 32 } as const;

/**
 * An id begins with the time, so that the vault stores keys that come together beside each other. With wholly random ids
 * it would write a page of its database for each.
 */
const TIME_BYTES = 6;

/** Ciphertexts are padded to a multiple of this, so that they tell little about the length of a name. */
const PADDING = 256;

/** The length of an HMAC-SHA-256, in bytes. */
const MAC_BYTES = 32;

/** Each key encrypts one version, so the initialization vector may be fixed. */
const IV = new Uint8Array(12);

const SEPARATOR = "~";
const PAD = "\0";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Seals and opens the records of one ledger. The ledger stores a record's disclosures encrypted (AES-256-GCM) under a
 * key of its own, and finds and compares records by keyed hashes (HMAC-SHA-256), so that its storage holds nothing that
 * reads as, or can be guessed from, a patient's data.
 */
export class Sealing {
  readonly hmacKey: CryptoKey;
  readonly genesis: string;

  /**
   * @param hmacKey from the vault
   * @param genesis the hash of genesis, which binds ciphertexts to this ledger
   */
  constructor(hmacKey: CryptoKey, genesis: string) {
    this.hmacKey = hmacKey;
    this.genesis = genesis;
  }

  /**
   * Seals a record with new salts.
   *
   * @param subject who registers or corrects it
   * @param corrects the number of the version that it replaces; absent for a new record
   */
  async seal(record: PatientRecord, subject: string, corrects?: number): Promise<SealedRecord> {
    const random = crypto.getRandomValues(new Uint8Array(3 * RANDOM.salt));
    const salts = [0, 1, 2].map((place) => random.subarray(place * RANDOM.salt, (place + 1) * RANDOM.salt));
    const content = await discloseFields(record, salts);
    const { commitment } = content;
    const text = canonicalEntry(
      corrects === undefined ? { kind: "record", commitment } : { kind: "correction", commitment, corrects },
    );
    return this.#seal(record, content, text, this.fingerprint(record, subject));
  }

  /**
   * Seals a record whose author has salted and signed it.
   *
   * @param content what the author's disclosures amount to
   * @param text the canonical text of its entry
   * @param author the thumbprint of the author's key
   */
  sealSigned(record: PatientRecord, content: SealedFields, text: string, author: string): Promise<SealedRecord> {
    return this.#seal(record, content, text, this.#signedFingerprint(record, author));
  }

  async #seal(
    record: PatientRecord,
    content: SealedFields,
    text: string,
    fingerprinted: Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<SealedRecord> {
    const { disclosures, commitment } = content;
    const random = crypto.getRandomValues(new Uint8Array(RANDOM.keyId + RANDOM.key));
    const keyId = keyIdOf(Date.now(), random.subarray(0, RANDOM.keyId));
    const key = random.slice(RANDOM.keyId);
    const [ciphertext, fingerprint, byRegNo, byPatient] = await Promise.all([
      this.#encrypt(disclosures.join(SEPARATOR), key, commitment),
      fingerprinted,
      this.lookup("Reg_no", record.Reg_no),
      this.lookup("patient_ID", record.patient_ID),
    ]);
    return { text, ...content, version: { keyId, ciphertext, fingerprint, byRegNo, byPatient }, key };
  }

  /**
   * Opens a record.
   *
   * @param commitment as its entry on the chain has it
   * @returns `undefined` if the ciphertext, the key or the disclosures are not those of the commitment
   */
  async open(
    ciphertext: Uint8Array<ArrayBuffer>,
    key: Uint8Array<ArrayBuffer>,
    commitment: string,
  ): Promise<OpenedRecord | undefined> {
    try {
      const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
      const bytes = await crypto.subtle.decrypt(this.#cipher(commitment), imported, ciphertext);
      const disclosures = decoder.decode(bytes).replace(/\0+$/, "").split(SEPARATOR);
      return { ...(await openRecord(disclosures, commitment)), disclosures };
    } catch (error) {
      // Anything that was edited fails to decrypt, and what decrypts was encrypted here.
      if (error instanceof DOMException || error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** A keyed hash of a record and its subject: the same record by the same subject has the same one. */
  fingerprint({ patient_name, patient_ID, Reg_no }: PatientRecord, subject: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#hmac(["record", patient_name, patient_ID, Reg_no, subject]);
  }

  /**
   * The same for a signed record: the same record by the same author has the same one, whatever its salts are. It differs
   * from that of any unsigned record, even of a subject with the name of a thumbprint.
   */
  #signedFingerprint({ patient_name, patient_ID, Reg_no }: PatientRecord, author: string) {
    return this.#hmac(["signed-record", patient_name, patient_ID, Reg_no, author]);
  }

  /** The keyed hash under which records are found by a field. */
  lookup(field: "Reg_no" | "patient_ID", value: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#hmac([field, value]);
  }

  /** A keyed hash that only this ledger can give an entry that it accepts. */
  entryMac(number: number, text: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#hmac(["entry", String(number), text]);
  }

  /** A keyed hash that only this ledger can give the row of an erasure. */
  erasureMac(row: ErasureStatement): Promise<Uint8Array<ArrayBuffer>> {
    return this.#hmac(erasureParts(row));
  }

  /** Whether this ledger has written the row of an erasure. */
  isErasure(row: ErasureStatement, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.hmacKey, mac.subarray(0, MAC_BYTES), message(erasureParts(row)));
  }

  /**
   * The keyed hash for the row of an erasure that is done. It also says which keys were destroyed: later, nothing else
   * would tell them from those of other records.
   *
   * @param keyIds the ids of the record's keys, joined
   */
  async doneMac(row: ErasureStatement, keyIds: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    return concatenate([await this.erasureMac(row), await this.#hmac(erasedKeysParts(row.record, keyIds))]);
  }

  /** Whether a record's keys had these ids when it was erased, as {@link doneMac} says. */
  areErasedKeys(record: number, keyIds: Uint8Array, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const parts = erasedKeysParts(record, keyIds);
    return crypto.subtle.verify("HMAC", this.hmacKey, mac.subarray(MAC_BYTES), message(parts));
  }

  /** Whether this ledger has accepted an entry under a number. */
  isAccepted(number: number, text: string, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.hmacKey, mac, message(["entry", String(number), text]));
  }

  /** A keyed hash that only this ledger can give the count of the corrections and erasures up to a block. */
  countMac(hash: string, count: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#hmac(["references", hash, String(count)]);
  }

  /** Whether this ledger has written such a count. */
  isCount({ hash, count }: { hash: string; count: number }, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.hmacKey, mac, message(["references", hash, String(count)]));
  }

  async #hmac(parts: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.hmacKey, message(parts)));
  }

  async #encrypt(text: string, key: Uint8Array<ArrayBuffer>, commitment: string): Promise<Uint8Array<ArrayBuffer>> {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
    const padded = text.padEnd(Math.ceil(text.length / PADDING) * PADDING, PAD);
    return new Uint8Array(await crypto.subtle.encrypt(this.#cipher(commitment), imported, encoder.encode(padded)));
  }

  #cipher(commitment: string) {
    return { name: "AES-GCM", iv: IV, additionalData: encoder.encode(this.genesis + commitment) };
  }
}

/** The id of a key: the time in milliseconds since 1970 as a big-endian number, and random bytes. */
function keyIdOf(now: number, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = new Uint8Array(TIME_BYTES + random.length);
  const view = new DataView(id.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  id.set(random, TIME_BYTES);
  return id;
}

function erasureParts({ record, reason, done }: ErasureStatement): string[] {
  return ["erasure", String(record), reason ?? "", done ? "done" : "begun"];
}

function erasedKeysParts(record: number, keyIds: Uint8Array): string[] {
  return ["erased-keys", String(record), hex(keyIds)];
}

/** The parts of a message in a form that no other parts have. */
function message(parts: readonly string[]): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(parts)) as Uint8Array<ArrayBuffer>;
}
