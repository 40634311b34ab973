import { hex } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import type { Hash } from "../../chain/merkle-tree.ts";
import type { Entry } from "../../chain/sealed/entry.ts";
import { type Header, headerOf } from "../../chain/sealed/header.ts";
import type { VerifiedCheckpoint } from "../notes/checkpoint.ts";
import type { Fields } from "./disclosures.ts";
import { type EntryInclusion, verifyEntryInclusion } from "./entry-inclusion.ts";
import { type InclusionProof, parseReceipt, type Receipt, verifyReceipt } from "./receipt.ts";
import type { TrustPolicy } from "../notes/trust-policy.ts";

/** An offline proof that an entry is in a sealed ledger, with the fields that are to be disclosed, if any. */
export interface EntryReceipt extends Receipt {
  readonly number: number;
  readonly entry: Entry;
  /** The entry's place in its block, from 0. */
  readonly position: number;
  /** From the entry's leaf to the header's `merkle_root`, in hex. */
  readonly entry_path: readonly string[];
  /** The header alone; the receipt's `leaf_index`, `path` and `checkpoint` are about it. */
  readonly block: Header;
  /** The digest of each field, without which none can be disclosed. */
  readonly fields?: Fields;
  readonly disclosures?: readonly string[];
}

/** What a receipt of an entry is made of. */
export interface EntryReceiptParts {
  /** A header, or a block, whose entries are left out. */
  readonly header: Header;
  readonly entry: Entry;
  readonly position: number;
  /** The inclusion path of the entry in its block; see EntryTree. */
  readonly path: readonly Hash[];
  /** The receipt of the block. */
  readonly receipt: Receipt;
  /** The digests and the disclosures to hand out; absent if nothing is to be disclosed, ever. */
  readonly opened?: { readonly fields: Fields; readonly disclosures: readonly string[] } | undefined;
}

/** Builds a receipt of an entry, with its attributes in the order in which receipts are served. */
export function entryReceipt({ header, entry, position, path, receipt, opened }: EntryReceiptParts): EntryReceipt {
  const { leaf_index, leaf_hash, tree_size, path: blockPath, checkpoint } = receipt;
  return {
    number: header.first_entry + position,
    entry,
    position,
    entry_path: path.map(hex),
    block: headerOf(header),
    leaf_index,
    leaf_hash,
    tree_size,
    path: blockPath,
    checkpoint,
    ...(opened ? { fields: opened.fields, disclosures: opened.disclosures } : {}),
  };
}

/** A parsed receipt of an entry, not yet verified. */
export interface EntryProof extends InclusionProof {
  readonly entry: EntryInclusion;
}

/**
 * Parses a receipt of an entry in JSON, or the saved answer of `mine_block` that has one.
 *
 * @throws Malformed if it is something else
 */
export function parseEntryReceipt(text: string): EntryProof {
  const { entry, ...proof } = parseReceipt(text);
  if (!entry) throw new Malformed("not a receipt of an entry: it is that of a block");
  return { ...proof, entry };
}

/**
 * What a receipt cannot say, whatever it proves: whether the version is still the current one or was corrected or erased
 * since, whether the author's signature holds, whether the key was revoked since.
 */
export type ReceiptGap = "current-version" | "signature" | "revocation";

/** The gaps of a receipt of an entry. */
export function gapsOfReceipt(entry: Entry): ReceiptGap[] {
  const gaps: ReceiptGap[] = [];
  if (entry.kind === "record" || entry.kind === "correction") gaps.push("current-version");
  if ("signature" in entry) gaps.push("signature");
  if (entry.kind === "key") gaps.push("revocation");
  return gaps;
}

/** What a receipt of an entry was verified to prove. */
export interface VerifiedEntry {
  readonly checkpoint: VerifiedCheckpoint;
  readonly header: Header;
  readonly number: number;
  readonly entry: Entry;
  /** The values that it discloses, by name. */
  readonly disclosed: Readonly<Record<string, string>>;
  /** What it leaves open. */
  readonly unchecked: readonly ReceiptGap[];
}

/**
 * Verifies a receipt of an entry without the ledger: the entry is in the block, the block in the signed tree, and what
 * is disclosed is what the entry commits to.
 *
 * @throws Malformed if it proves something else, or nothing; the message says why and quotes nothing
 */
export async function verifyEntryReceipt(proof: EntryProof, policy: TrustPolicy): Promise<VerifiedEntry> {
  const { header, number, entry } = proof.entry;
  if (proof.leafIndex !== header.index - 1) throw new Malformed("the receipt is for another block than its entry's");
  const disclosed = await verifyEntryInclusion(proof.entry);
  const checkpoint = await verifyReceipt(proof, header.hash, policy);
  return { checkpoint, header, number, entry, disclosed, unchecked: gapsOfReceipt(entry) };
}
