/** An entry as accepted: its number, its text, and what only one with a commitment has. */
export interface StoredEntry {
  readonly number: number;
  /** The canonical text of the entry. */
  readonly text: string;
  /** Proves that this ledger accepted the entry under this number. */
  readonly mac: Uint8Array<ArrayBuffer>;
  readonly version?: StoredVersion | undefined;
  /** What is stored in place of a ciphertext; see migrations.ts. */
  readonly filler?: Uint8Array<ArrayBuffer> | undefined;
}

/** The encrypted fields behind a commitment: those of a record's version, or the subject of a key. */
export interface StoredVersion {
  /** Finds the key in the vault. */
  readonly keyId: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  /** Tells, without opening this, whether the same is sent again. */
  readonly fingerprint: Uint8Array<ArrayBuffer>;
  /**
   * The keyed hashes that it is found by: of a record's registration number and of its patient's ID; of a key's
   * thumbprint with whoever enrolled it, and of its subject.
   */
  readonly lookups: readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
}

/** A version of a record that holds a registration number. */
export interface Holder {
  readonly number: number;
  /** In hex. */
  readonly fingerprint: string;
}

/** What opening a record reads. Nothing of it is trusted. */
export interface SealedRow {
  readonly number: number;
  readonly text: string;
  readonly keyId: Uint8Array<ArrayBuffer> | undefined;
  readonly ciphertext: Uint8Array<ArrayBuffer> | undefined;
}

/** An entry with what proves that this ledger has accepted it. Nothing of it is trusted. */
export interface AcceptedRow {
  readonly number: number;
  readonly text: string;
  readonly mac: Uint8Array<ArrayBuffer>;
}
