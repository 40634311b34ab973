import type { Block, CandidateBlock } from "../chain/block.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { CandidateHeader, Header } from "../chain/sealed/header.ts";
import type { EntryReceipt } from "../evidence/receipts/entry-receipt.ts";
import type { PatientRecord } from "../chain/records/record.ts";
import type { Authorship } from "../chain/sealed/entry.ts";
import type { Receipt } from "../evidence/receipts/receipt.ts";
import type { Judgement } from "./mining/submission.ts";
import type { Cosigned } from "./signing/signed-tree.ts";

/** The same record is already in this block, so nothing was mined. */
export interface Known {
  readonly outcome: "known";
  readonly block: Block;
  readonly receipt?: Receipt | undefined;
}

/** A conflicting record has the same registration number: in the block at this index, or in the mempool. */
export interface Conflict {
  readonly outcome: "conflict";
  readonly index?: number;
}

export interface Mined {
  readonly outcome: "mined";
  readonly block: Block;
  /** Absent if the deployment has no signing key. */
  readonly receipt?: Receipt | undefined;
}

export interface Full {
  readonly outcome: "full";
}

/** The record is in the mempool and will be mined. */
export interface Accepted {
  readonly outcome: "pending";
  readonly id: string;
}

/** The ledger does not search for proofs at its difficulty. The record came without a proof, so it was not added. */
export interface ExternalOnly {
  readonly outcome: "external-only";
  /** The difficulty up to which it searches; absent if the setting is invalid. */
  readonly limit: number | undefined;
}

/** On a sealed ledger, a record that is on the chain: registered now, or before by the same subject. */
export interface Registered {
  readonly outcome: "registered" | "registered-before";
  /** The record's number, which is that of its entry. */
  readonly number: number;
  readonly block: Header;
  readonly receipt: EntryReceipt;
}

/** On a sealed ledger, a record that is waiting or mined under this number, and was registered by the same subject. */
export interface Repeated {
  readonly outcome: "repeated";
  readonly number: number;
}

/** The subject has met too many conflicts: whoever tries numbers must not learn quickly which ones are taken. */
export interface Throttled {
  readonly outcome: "share-used";
}

/** A request of the kind that only the other kind of ledger serves: it needs a record, or must not have one. */
export interface WrongKind {
  readonly outcome: "record-needed" | "no-record";
}

/** What the author of a signed record made: the salted fields, and the signature over the entry that commits to them. */
export interface SignedFields extends Authorship {
  /** The disclosures of the record's three fields, in any order. */
  readonly disclosures: readonly string[];
}

/** A record as it was sent: its author may have signed it. */
export interface SubmittedRecord extends PatientRecord {
  /** Absent if the ledger is to make the salts, and nobody vouches for the record. */
  readonly signed?: SignedFields | undefined;
}

/** What is wrong with the author, or with what the author signed. */
export interface SignatureRefused {
  readonly outcome:
    /** No entry enrols the author's key. */
    | "key-not-enrolled"
    | "key-revoked"
    /** `seen` is no block of this chain, or one too far back. */
    | "seen-unknown"
    /** A signature or endorsement does not verify, or is missing where it is needed. */
    | "signature-refused"
    /** Its commitment is that of an entry of the newest blocks, since its author used the same salts again. */
    | "commitment-repeated"
    /** It is not signed, although the founding of the ledger demands signatures. */
    | "signature-required";
}

/** A plain ledger has neither keys nor signatures. */
export interface NotSignable {
  readonly outcome: "not-signable";
}

/** The record was erased, or its erasure has begun. Its registration number stays reserved for a while. */
export interface Erased {
  readonly outcome: "erased";
}

/** The result of mining a record; `pending` if the wait timed out before its block was mined. */
export type MineResult =
  | Mined
  | Known
  | Registered
  | RecordMissing
  | Conflict
  | Erased
  | Throttled
  | Full
  | Accepted
  | ExternalOnly
  | SignatureRefused
  | NotSignable;

/** The result of adding a record to the mempool. */
export type AcceptResult =
  Accepted | Known | Repeated | Conflict | Erased | Throttled | Full | ExternalOnly | SignatureRefused | NotSignable;

/** The tags of the versions that a client says it has (RFC 9110, section 13.1.1, If-Match); `any` for `*`. */
export type ExpectedTags = readonly string[] | "any";

/** The version is not the current one, or is not the one that the client has. */
export interface Outdated {
  readonly outcome: "outdated";
}

/** The result of correcting a record; on success that of mining one. */
export type CorrectResult = MineResult | NotFound | NeedsScope | Outdated;

/** Why a record is erased. It stays off the chain. */
export const ERASURE_REASONS = ["request", "retention", "error"] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

/** How far the erasure of a record is. */
export interface ErasureView {
  readonly state: "pending" | "done";
  /** The number of the erasure's entry, once there is one. */
  readonly entry?: number;
  readonly reason: ErasureReason;
  /** From when on nothing of it can come back from backups of the platform; absent while a hold delays the erasure. */
  readonly final_after?: string;
}

/** What only a sealed ledger can do: nothing on a plain one can be erased, or needs to be held. */
export interface NotErasable {
  readonly outcome: "not-erasable";
}

/** The result of asking for an erasure. */
export type EraseResult =
  | { readonly outcome: "erasing" | "erased-before"; readonly erasure: ErasureView }
  /** A hold delays it. It was noted, and runs when the hold ends. */
  | { readonly outcome: "held" }
  /** The subject holds the record itself, and whoever holds may not erase. */
  | { readonly outcome: "holder" }
  /** Its signature is for another version than the current one. */
  | Outdated
  | SignatureRefused
  | NotFound
  | NeedsScope
  | RecordMissing
  | NotErasable;

/** The result of holding a record or ending its hold; both are safe to repeat. */
export type HoldResult =
  { readonly outcome: "held" | "released" } | Erased | NotFound | NeedsScope | RecordMissing | NotErasable;

/** What is done with a record, as the log of reads says it. */
export const READ_ACTIONS = [
  "read",
  "read-versions",
  "search",
  "disclose",
  "open-all",
  "register",
  "correct",
  "erase",
  "hold",
  "release",
] as const;
export type ReadAction = (typeof READ_ACTIONS)[number];

/** An entry of the log of reads. */
export interface ReadView {
  readonly number: number;
  /** Hex. Its leaf in the log's tree is over these bytes. */
  readonly commitment: string;
  /** When, as in a block's timestamp. This and the following are absent once the key of its month was destroyed. */
  readonly at?: string;
  /** The subject of the token. */
  readonly who?: string;
  readonly action?: ReadAction;
  /** The record's number; `null` if the request concerned none or all. */
  readonly record?: number | null;
  readonly request_id?: string;
  readonly granted?: boolean;
}

/** A page of the log of reads. */
export interface ReadsPage {
  readonly entries: readonly ReadView[];
  /** The number that the next page starts from, if there are more entries. */
  readonly next?: number;
}

/** The result of submitting the work of an external miner. */
export type SubmitResult = Mined | Known | Conflict | Exclude<Judgement, { outcome: "solved" }> | WrongKind;

/** What an external miner submits on a sealed ledger: the attributes of the header that it chose. */
export type SubmittedHeader = Pick<Header, "previous_hash" | "last_entry" | "merkle_root" | "timestamp" | "proof">;

/** The result of submitting a header. */
export type SubmitHeaderResult =
  | { readonly outcome: "mined"; readonly block: Header; readonly receipt: Receipt }
  /** It was mined on an older tip; `tip` is the one to mine on now. */
  | { readonly outcome: "passed"; readonly tip: Header }
  /**
   * `entries`: fewer entries are waiting, the block would be too large, or it would leave signed entries waiting for too
   * long. `root`: it is not that of the oldest ones.
   */
  | { readonly outcome: "refused"; readonly reason: "proof" | "timestamp" | "entries" | "root" }
  | WrongKind;

/** What an external miner needs to start. */
export type WorkResult =
  | { readonly outcome: "work"; readonly tip: Block; readonly candidate: CandidateBlock }
  | { readonly outcome: "sealed-work"; readonly tip: Header; readonly candidate: CandidateHeader }
  | { readonly outcome: "nothing-waiting" }
  | Known
  | Conflict
  | WrongKind;

/**
 * Where an accepted record is now: its position in the mempool, the index of its block, or on a sealed ledger its
 * number; or the key that an accepted entry enrols or revokes.
 */
export type Whereabouts =
  | { readonly position: number }
  | { readonly index: number }
  | { readonly number: number }
  | { readonly thumbprint: string };

/** Who asks for records, and what the token lets them see. */
export interface Reader {
  readonly subject: string;
  /** The patient IDs that the token is narrowed to; absent if it is not. */
  readonly patients?: readonly string[] | undefined;
  /** The token's scopes. */
  readonly scopes: readonly string[];
  /** Identifies the request in the log of reads and in the operator's logs. */
  readonly requestId: string;
}

/** A record as served to those who may read it. */
export interface RecordView extends PatientRecord {
  /** The number of its entry; on a plain ledger the index of its block. */
  readonly number: number;
  /** The index of its block. */
  readonly block: number;
  /** The timestamp of its block. */
  readonly registered_at: string;
  readonly corrects?: number;
  readonly corrected_by?: number;
  /** What changes with the record: its commitment; on a plain ledger the hash of its block. */
  readonly tag: string;
}

/** The record is on the chain, but its ciphertext or its key is missing or damaged. */
export interface RecordMissing {
  readonly outcome: "missing";
}

/** What a search found. */
export interface SearchResult {
  /** The current versions, oldest first. */
  readonly records: readonly RecordView[];
  /** The numbers of those that cannot be opened. */
  readonly missing: readonly number[];
  /** Whether there are more than are returned. */
  readonly more: boolean;
}

/** What a request for records leads to. */
export type RecordResult<Found> =
  { readonly outcome: "found"; readonly found: Found } | NotFound | NeedsScope | RecordMissing | Erased;

/** There is no such record, or the token does not open its patient. */
export interface NotFound {
  readonly outcome: "none";
}

/** The token lacks the scope that this kind of ledger asks for. */
export interface NeedsScope {
  readonly outcome: "scope";
  readonly scope: "chain:read" | "record:read";
}

/** What a search is for. */
export type SearchTerm = Pick<PatientRecord, "Reg_no"> | Pick<PatientRecord, "patient_ID">;

/** Proof that a record is on the chain: on a plain ledger the receipt of its block, with the block. */
export type RecordProof = EntryReceipt | (Receipt & { readonly block: Block });

/** The result of submitting the cosignatures of witnesses. */
export type CosignResult =
  | ({ readonly outcome: "cosigned" } & Cosigned)
  /** The ledger was never in the state that the checkpoint describes. */
  | { readonly outcome: "unknown-state" }
  /** It is not a checkpoint of this ledger, or a signature on it is invalid. */
  | { readonly outcome: "malformed"; readonly reason: string };

/**
 * The result of creating a ledger: it was created now, exists with the same puzzle, or exists with a different one
 * (`conflict`). `pending` if genesis takes too long to mine, `unsearchable` if the ledger does not search for proofs of
 * the puzzle.
 */
export type CreateResult =
  | "created"
  | "exists"
  | "conflict"
  | "pending"
  | "unsearchable"
  /** A sealed ledger cannot be created without the keys that sign its checkpoints and wrap its records' keys. */
  | "signing-key-missing"
  | "record-key-missing"
  /** The name's vault belongs to a ledger whose storage is lost. */
  | "ledger-behind"
  /** The name was that of a sandbox, which was deleted. */
  | "deleted"
  /** The same, but the statement that it was deleted is not signed. */
  | "contradicted";

/** The result of deleting a ledger. */
export type DeleteResult =
  | "deleted"
  /** It was not created as a sandbox. */
  | "not-deletable";

/** How records are held: readable on the chain, or sealed beside it. */
export type RecordKind = "plain" | "sealed";

export interface Description {
  readonly puzzle: Puzzle;
  readonly records: RecordKind;
  /** Present if the ledger is a sandbox. */
  readonly sandbox?: true;
  readonly tip: Block | Header;
}
