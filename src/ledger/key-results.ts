import type { PublicJwk } from "../chain/sealed/entry.ts";
import type { EntryPosition } from "../chain/sealed/entry-position.ts";
import type { Header } from "../chain/sealed/header.ts";
import type { NamesVouchedBy } from "../chain/sealed/signature-counts.ts";
import type { EntryReceipt } from "../evidence/receipts/entry-receipt.ts";
import type { Accepted, Full, NotFound, NotSignable, SignatureRefused } from "./results.ts";

/** What a client sends to enrol a key; its signature covers the key and the commitment to the subject. */
export interface Enrolment {
  readonly public_key: PublicJwk;
  /** The disclosure of the subject, alone in a list. */
  readonly disclosures: readonly string[];
  /** The subject that it discloses. */
  readonly subject: string;
  /** Made with the key itself, which proves that its holder asks. */
  readonly signature: string;
  /** The registrar's, over the entry with that signature. */
  readonly endorsement?: string | undefined;
}

/** What a client sends to revoke a key. */
export interface Revocation {
  /** The index of the block since which the key's signatures are disputed. */
  readonly compromised_since?: number | undefined;
  /** Made with the key itself. */
  readonly signature?: string | undefined;
  /** The registrar's, over the entry with that signature, if there is one. */
  readonly endorsement?: string | undefined;
}

/** An author's key, as the chain has it. */
export interface KeyView {
  readonly thumbprint: string;
  readonly public_key: PublicJwk;
  readonly state: "enrolled" | "revoked";
  /** The entry that enrolled it. */
  readonly enrolled: EntryPosition;
  /** The entry that revoked it. */
  readonly revoked?: EntryPosition;
  /** The index of the block since which its signatures are disputed. */
  readonly compromised_since?: number;
  /** Whether the registrar endorsed it. */
  readonly endorsed: boolean;
  /** Whose key it is, for those who may read records; `null` once that was erased, absent if it cannot be opened. */
  readonly subject?: string | null;
}

/** A page of the keys of a ledger, in the order of their enrolment. */
export interface KeysPage {
  readonly names: NamesVouchedBy;
  readonly keys: readonly KeyView[];
  /** The entry number that the next page starts from, if there are more. */
  readonly next?: number;
}

/** Which keys to return. */
export interface KeysQuery {
  /** The least number of the entry that enrolled a key. */
  readonly from: number;
  readonly limit: number;
}

/** A key whose block is mined. */
export interface Enrolled {
  /** `enrolled-before`: the same key of the same subject, whatever its salt was. */
  readonly outcome: "enrolled" | "enrolled-before";
  readonly key: KeyView;
  readonly block: Header;
  /** Of the key's entry; it discloses the subject, unless that was erased or is lost. */
  readonly receipt: EntryReceipt;
}

/** The result of enrolling a key. */
export type EnrolResult =
  | Enrolled
  | Accepted
  | Full
  | NotSignable
  | SignatureRefused
  /** The key is another subject's, its subject was erased, or another key has the same commitment. */
  | { readonly outcome: "key-taken" }
  | { readonly outcome: "key-revoked" };

/** The result of revoking a key. */
export type RevokeResult =
  | { readonly outcome: "revoked" | "revoked-before"; readonly key: KeyView }
  | Accepted
  | Full
  | NotFound
  | NotSignable
  | SignatureRefused
  /** The reader may not revoke any key, and neither enrolled this one nor is its subject. */
  | { readonly outcome: "not-own-key" }
  /** `compromised_since` lies outside the blocks in which the key could sign, from `from` to `to`. */
  | { readonly outcome: "outside-use"; readonly from: number; readonly to: number };

/** The result of asking for one key. */
export type KeyResult =
  { readonly outcome: "found"; readonly names: NamesVouchedBy; readonly key: KeyView } | NotFound | NotSignable;
