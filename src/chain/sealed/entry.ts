import { canonicalText } from "../text/canonical.ts";
import { isHash } from "../format.ts";
import { type Hash, leafHash } from "../merkle-tree.ts";

/** A public key as a JSON Web Key, with the members of RFC 7638 and no other. */
export type PublicJwk =
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string }
  | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string };

/** An earlier block that an entry's author has seen. */
export interface Seen {
  readonly index: number;
  readonly hash: string;
}

/** What an author adds to an entry in order to vouch for it. */
export interface Authorship {
  /** The RFC 7638 thumbprint of the author's key. */
  readonly author: string;
  readonly seen: Seen;
  /** A compact JWS with detached payload (RFC 7515, appendix F). */
  readonly signature: string;
}

/** What the founding of a ledger says about authors. */
export interface AuthorPolicy {
  /** Records and corrections must be signed; if absent, they may be. */
  readonly signatures?: "required";
  /** Every key needs an endorsement by this one; without a registrar, names are the operator's word. */
  readonly registrar?: PublicJwk;
  /** Its endorsement counts like the registrar's. */
  readonly successor?: PublicJwk;
}

/** The only entry of genesis: what was fixed when the ledger was created. */
export interface FoundingEntry extends AuthorPolicy {
  readonly kind: "founding";
  /** The version of the format. A program that does not know it cannot check the chain. */
  readonly version: number;
  /** 32 random hex digits, which no other ledger has. */
  readonly id: string;
  readonly puzzle: "block-hash";
  readonly difficulty: number;
  readonly records: "sealed";
}

/** A record was registered. */
export interface RecordEntry extends Partial<Authorship> {
  readonly kind: "record";
  readonly commitment: string;
}

/** A record's new version. */
export interface CorrectionEntry extends Partial<Authorship> {
  readonly kind: "correction";
  readonly commitment: string;
  /** The number of the version that it replaces. */
  readonly corrects: number;
}

/** All versions of a record, or the subject of a key, were erased. */
export interface ErasureEntry extends Partial<Authorship> {
  readonly kind: "erasure";
  /** The number of a record's current version, or of a key entry. */
  readonly erases: number;
}

/** An author's key was enrolled. */
export interface KeyEntry {
  readonly kind: "key";
  readonly public_key: PublicJwk;
  /** Of the name of the key's subject. */
  readonly commitment: string;
  readonly signature: string;
  readonly endorsement?: string;
}

/** From this entry on, a key signs nothing. */
export interface RevocationEntry {
  readonly kind: "revocation";
  /** The key's thumbprint. */
  readonly revokes: string;
  /** The index of the block since which the key's signatures are disputed. */
  readonly compromised_since?: number;
  readonly signature?: string;
  readonly endorsement?: string;
}

/** An entry of a sealed block. */
export type Entry = FoundingEntry | RecordEntry | CorrectionEntry | ErasureEntry | KeyEntry | RevocationEntry;

/**
 * The RFC 8785 text of an entry: the data of its leaf in the block's Merkle tree.
 *
 * @throws Error if a string holds a lone surrogate
 */
export function canonicalEntry(entry: Entry): string {
  // Nothing is taken for granted: the text must also cover what an entry must not hold.
  if (entry.kind === "record" && Object.keys(entry).length === 2 && isHash(entry.commitment)) {
    return recordEntryText(entry.commitment);
  }
  return canonicalText(entry);
}

/** The RFC 8785 text of an unsigned record entry. Most entries are such. */
export function recordEntryText(commitment: string): string {
  return `{"commitment":"${commitment}","kind":"record"}`;
}

const encoder = new TextEncoder();

/** The hash of an entry's leaf, from its canonical text. */
export function entryLeaf(text: string): Promise<Hash> {
  return leafHash(encoder.encode(text));
}
