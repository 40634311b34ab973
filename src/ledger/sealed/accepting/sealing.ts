import { hex } from "../../../chain/text/hex.ts";
import type { PatientRecord } from "../../../chain/records/record.ts";
import { canonicalEntry } from "../../../chain/sealed/entry.ts";
import { discloseFields, type Fields, openRecord, type SealedFields } from "../../../evidence/receipts/disclosures.ts";
import { Malformed } from "../../../chain/text/malformed.ts";
import { decryptDisclosures, encryptDisclosures, newDisclosureKey } from "../reading/disclosure-cipher.ts";
import { concatenate } from "../../../chain/text/concatenate.ts";
import type { StoredVersion } from "../../store/entry-rows.ts";
import type { ErasureRow } from "../../store/erasures.ts";

/** A record that is ready to be stored. */
export interface SealedRecord {
  /** The canonical text of its entry. */
  readonly text: string;
  readonly commitment: string;
  readonly disclosures: readonly string[];
  readonly fields: Fields;
  readonly version: StoredVersion;
  /** The keyed hash of the registration number. */
  readonly byRegNo: Uint8Array<ArrayBuffer>;
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

/** The entries of a chain up to a block that correct, erase, enrol a key or revoke one; see `References`. */
export interface CountedReferences {
  /** The hash of the block. */
  readonly hash: string;
  /** How many there are. */
  readonly count: number;
  /** A digest of all of them, in order; absent if version 0.4.0 stored this. It knew no keys. */
  readonly digest?: string | undefined;
}

/** What the row of an erasure states. */
type ErasureStatement = Pick<ErasureRow, "record" | "reason" | "done">;

/** The length of a salt, in bytes. */
const SALT_BYTES = 16;

/** The length of an HMAC-SHA-256, in bytes. */
const MAC_BYTES = 32;

const encoder = new TextEncoder();

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
    const random = crypto.getRandomValues(new Uint8Array(3 * SALT_BYTES));
    const salts = [0, 1, 2].map((place) => random.subarray(place * SALT_BYTES, (place + 1) * SALT_BYTES));
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
    const { keyId, key } = newDisclosureKey();
    const [ciphertext, fingerprint, byRegNo, byPatient] = await Promise.all([
      this.encrypt(content.disclosures, key, content.commitment),
      fingerprinted,
      this.lookup("Reg_no", record.Reg_no),
      this.lookup("patient_ID", record.patient_ID),
    ]);
    const version = { keyId, ciphertext, fingerprint, lookups: [byRegNo, byPatient] } as const;
    return { text, ...content, version, byRegNo, key };
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
    const disclosures = await this.decrypt(ciphertext, key, commitment);
    try {
      return disclosures && { ...(await openRecord(disclosures, commitment)), disclosures };
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** Encrypts the disclosures behind a commitment with a key of their own; see {@link encryptDisclosures}. */
  encrypt(
    disclosures: readonly string[],
    key: Uint8Array<ArrayBuffer>,
    commitment: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return encryptDisclosures(disclosures, key, this.genesis + commitment);
  }

  /** Decrypts what {@link encrypt} encrypted; `undefined` if anything is not what it was. */
  decrypt(
    ciphertext: Uint8Array<ArrayBuffer>,
    key: Uint8Array<ArrayBuffer>,
    commitment: string,
  ): Promise<string[] | undefined> {
    return decryptDisclosures(ciphertext, key, this.genesis + commitment);
  }

  /** A keyed hash of a record and its subject: the same record by the same subject has the same one. */
  fingerprint({ patient_name, patient_ID, Reg_no }: PatientRecord, subject: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.keyedHash(["record", patient_name, patient_ID, Reg_no, subject]);
  }

  /**
   * The same for a signed record: the same record by the same author has the same one, whatever its salts are. It differs
   * from that of any unsigned record, even of a subject with the name of a thumbprint.
   */
  #signedFingerprint({ patient_name, patient_ID, Reg_no }: PatientRecord, author: string) {
    return this.keyedHash(["signed-record", patient_name, patient_ID, Reg_no, author]);
  }

  /** The keyed hash under which records are found by a field. */
  lookup(field: "Reg_no" | "patient_ID", value: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.keyedHash([field, value]);
  }

  /** A keyed hash that only this ledger can give an entry that it accepts. */
  entryMac(number: number, text: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.keyedHash(["entry", String(number), text]);
  }

  /** A keyed hash that only this ledger can give the row of an erasure. */
  erasureMac(row: ErasureStatement): Promise<Uint8Array<ArrayBuffer>> {
    return this.keyedHash(erasureParts(row));
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
    return concatenate([await this.erasureMac(row), await this.keyedHash(erasedKeysParts(row.record, keyIds))]);
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

  /** A keyed hash that only this ledger can give the count that `References` stores with a block. */
  countMac(count: CountedReferences): Promise<Uint8Array<ArrayBuffer>> {
    return this.keyedHash(countParts(count));
  }

  /** Whether this ledger has written such a count. */
  isCount(count: CountedReferences, mac: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return crypto.subtle.verify("HMAC", this.hmacKey, mac, message(countParts(count)));
  }

  /** A keyed hash of texts (HMAC-SHA-256). The first one names what they are, so that no two purposes share one. */
  async keyedHash(parts: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.hmacKey, message(parts)));
  }
}

function countParts({ hash, count, digest }: CountedReferences): string[] {
  return ["references", hash, String(count), ...(digest === undefined ? [] : [digest])];
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
