import type { Hash } from "../../chain/merkle-tree.ts";
import type { ErasureReason } from "../results.ts";

/** The newest checkpoint of the ledger that the vault has taken. */
export interface Mark {
  /** The signed checkpoint, as the ledger sent it. */
  readonly note: string;
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint that is to replace the mark. */
export interface NextMark {
  /** The ledger's signed checkpoint. */
  readonly note: string;
  /**
   * The proof that its tree extends the tree of the mark (RFC 9162, section 2.1.4.1), 32 bytes for each hash. It must be
   * empty if the vault has no mark yet, and is not read if the mark has the same size.
   */
  readonly path: Uint8Array;
}

/** What a ledger stores in its vault in one call. */
export interface Deposit {
  /**
   * Any number of keys, for each its id (16 bytes) and the key itself (32 bytes). The keys of one call are written
   * several times as fast if their ids begin alike, and no id before them begins so: then their rows are neighbors.
   */
  readonly keys: Uint8Array;
  readonly mark?: NextMark | undefined;
  /** A checkpoint of the ledger's log of reads. It decides nothing about the rest of the deposit. */
  readonly reads?: NextMark | undefined;
  /** Keyed hashes of the registration numbers of records that are to be stored, 32 bytes each. */
  readonly lookups?: Uint8Array | undefined;
}

/**
 * The vault cannot be read, since the deployment does not have what it is wrapped under: `key-missing` if RECORD_KEY is
 * not set or is no valid key, `key-wrong` if something in the vault is wrapped under another key.
 */
export interface NoRecordKey {
  readonly outcome: "key-missing" | "key-wrong";
}

/** There is no vault with this id here, or what it knows about itself is damaged. */
export interface Lost {
  readonly outcome: "lost";
}

/** The result of `create`. `taken` says that the vault has a mark, so it belongs to a ledger that was created before. */
export type VaultCreation = { readonly outcome: "created"; readonly id: string } | { readonly outcome: "taken" };

/** The result of `open`: the key of the ledger's HMACs, and the mark unless there is none yet. */
export type Opened =
  | {
      readonly outcome: "open";
      readonly hmacKey: Uint8Array<ArrayBuffer>;
      readonly revision: number;
      readonly lineage: string;
      readonly mark?: Mark;
      /** How many records were erased, and whether any is to be erased since the hold ended that delayed it. */
      readonly erasures: { readonly done: number; readonly isDue: boolean };
      /** The mark of the log of reads, unless there is none yet. */
      readonly readsMark?: Mark;
    }
  | Lost
  | NoRecordKey;

/**
 * The result of `put`. With `refused` nothing was stored: either the offered checkpoint does not continue the mark, or an
 * id has another key already. The mark is in the result unless there is none.
 */
export type PutResult =
  | {
      readonly outcome: "stored";
      readonly revision: number;
      /** The places of the look-ups that are reserved for an erased record. */
      readonly reserved: readonly number[];
      /** The mark of the log of reads now, if the deposit brought a checkpoint of it. */
      readonly readsMark?: Mark;
    }
  | { readonly outcome: "refused"; readonly of: "mark" | "keys"; readonly mark?: Mark }
  | Lost
  | NoRecordKey;

/**
 * The result of `keys`: a key for each requested id, `null` where there is none or it is damaged. If the call brought a
 * checkpoint of the log of reads, it has the mark of the log, unless there is none.
 */
export type KeysResult =
  | {
      readonly outcome: "keys";
      readonly keys: (Uint8Array<ArrayBuffer> | null)[];
      readonly revision: number;
      readonly readsMark?: Mark;
    }
  | Lost
  | NoRecordKey;

/** The result of `monthKey`: `null` if the month has none and is not now. The id has 16 bytes. */
export type MonthKeyResult =
  | {
      readonly outcome: "month-key";
      readonly key: { readonly id: Uint8Array<ArrayBuffer>; readonly key: Uint8Array<ArrayBuffer> } | null;
      readonly revision: number;
    }
  | Lost
  | NoRecordKey;

/** The result of `monthKeys`: a key for each requested id, `null` where it was destroyed or is damaged. */
export type MonthKeysResult =
  { readonly outcome: "month-keys"; readonly keys: (Uint8Array<ArrayBuffer> | null)[] } | Lost | NoRecordKey;

/** The result of `pseudonym`: 16 hexadecimal digits. */
export type PseudonymResult = { readonly outcome: "pseudonym"; readonly pseudonym: string } | Lost | NoRecordKey;

/** What the vault knows about the erasure of a record. */
export interface ErasureStatus {
  /** Whether anybody holds the record. */
  readonly isHeld: boolean;
  /** Whether the subject that was asked about does. */
  readonly isHolder: boolean;
  /** Why the record is to be erased when the hold ends; absent if nobody has asked for it. */
  readonly asked?: ErasureReason;
  /** Absent if the record was not erased. */
  readonly tombstone?: Tombstone;
}

/** What is left of an erased record. */
export interface Tombstone {
  /** The number of the record: that of its registration. */
  readonly record: number;
  /** Absent if it is not known any more. */
  readonly reason?: ErasureReason;
  /** From when on nothing of it can come back from backups of the platform, in milliseconds since 1970. */
  readonly finalAfter: number;
}

/** A record that is to be erased. */
export interface Burial {
  readonly record: number;
  readonly reason?: ErasureReason | undefined;
  /** The ids of the keys of all its versions, 16 bytes each. */
  readonly keyIds: Uint8Array;
  /** Keyed hashes of its registration numbers, 32 bytes each, which stay reserved for a while. */
  readonly lookups: Uint8Array;
  /** Whether the chain says already that the record is erased, so that no hold can delay it any more. */
  readonly isOnChain: boolean;
}

/** The result of `erase`. With `held` nothing was erased, and the request is kept until the hold ends. */
export type BuryResult = { readonly outcome: "erased" | "held"; readonly revision: number } | Lost | NoRecordKey;

/** The result of `ask`. With `not-held` nothing was stored. */
export type AskResult = { readonly outcome: "held" | "not-held"; readonly revision: number } | Lost | NoRecordKey;

/** The result of `hold`. */
export type HoldRecordResult =
  | {
      readonly outcome: "held" | "released";
      readonly revision: number;
      /** Why the record is to be erased now that nobody holds it. */
      readonly asked?: ErasureReason;
    }
  | { readonly outcome: "erased"; readonly revision: number }
  | Lost
  | NoRecordKey;

/** The result of `erasureStatus`. */
export type ErasureStatusResult = ({ readonly outcome: "status" } & ErasureStatus) | Lost | NoRecordKey;

/** The result of `erasures`. */
export type ErasuresResult =
  | {
      readonly outcome: "erasures";
      /** In the order of their records. */
      readonly tombstones: readonly Tombstone[];
      /** The record that the next page starts after; absent if there is none. */
      readonly next?: number;
      /** The records that are to be erased, since the hold ended that delayed it. */
      readonly due: readonly { readonly record: number; readonly reason: ErasureReason }[];
    }
  | Lost
  | NoRecordKey;

/** The result of `adopt`. */
export type AdoptResult = { readonly outcome: "adopted" } | Lost | NoRecordKey;
