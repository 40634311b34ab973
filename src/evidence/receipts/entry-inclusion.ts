import { canonicalText } from "../../chain/text/canonical.ts";
import { fromHex, isHexHash, isHexOf } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { type Hash, verifyInclusion } from "../../chain/merkle-tree.ts";
import { type Entry, entryLeaf } from "../../chain/sealed/entry.ts";
import { entryRowFault } from "../../chain/sealed/entry-row.ts";
import { digestHeader, type Header } from "../../chain/sealed/header.ts";
import { headerFormatFault, isObject } from "../../chain/sealed/header-format.ts";
import { commitmentOf, FIELD_NAMES, type Fields, hasNames, openDisclosures, SUBJECT_NAME } from "./disclosures.ts";

/** What a receipt of an entry says besides that of its block, parsed and not yet verified. */
export interface EntryInclusion {
  /** The entry's number. */
  readonly number: number;
  readonly entry: Entry;
  /** The entry's place in its block, from 0. */
  readonly position: number;
  /** The inclusion path from the entry's leaf to the header's `merkle_root`. */
  readonly path: readonly Hash[];
  readonly header: Header;
  /** The digests behind the entry's commitment, if fields may be disclosed. */
  readonly fields?: Fields | undefined;
  readonly disclosures: readonly string[];
}

/** Whether a receipt in JSON is that of an entry. */
export function isOfEntry(receipt: object): boolean {
  return "entry" in receipt || "entry_path" in receipt;
}

/**
 * Reads the part of a receipt in JSON that proves the entry.
 *
 * @throws Malformed if it lacks something, or something is not of its type. The message quotes nothing.
 */
export function parseEntryInclusion(receipt: object): EntryInclusion {
  const { number, entry, position, entry_path, block, fields, disclosures = [] } = receipt as Record<string, unknown>;
  if (
    !Number.isSafeInteger(number) ||
    !Number.isSafeInteger(position) ||
    !Array.isArray(entry_path) ||
    !isObject(entry)
  ) {
    throw new Malformed("not a receipt of an entry: it needs number, entry, position, entry_path and block");
  }
  if (headerFormatFault(block)) throw new Malformed("its block does not have the format of a block's header");
  if (entryRowFault(entry)) throw new Malformed("its entry does not have the format of an entry");
  if (fields !== undefined && !isTexts(fields)) throw new Malformed("its fields must be digests by name");
  if (!Array.isArray(disclosures) || !disclosures.every((text) => typeof text === "string")) {
    throw new Malformed("its disclosures must be a list of texts");
  }
  const path = entry_path.map((hash: unknown) => {
    if (typeof hash === "string" && isHexHash(hash)) return fromHex(hash);
    throw new Malformed("a hash must have 32 bytes");
  });
  return {
    number: number as number,
    entry: entry as Entry,
    position: position as number,
    path,
    header: block as Header,
    fields,
    disclosures,
  };
}

function isTexts(value: unknown): value is Fields {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

/**
 * Verifies that an entry is in its block, and that what is disclosed of it is what its commitment covers.
 *
 * @returns the values that were disclosed, by name
 * @throws Malformed if it proves something else, or nothing; the message says why and quotes nothing
 */
export async function verifyEntryInclusion(inclusion: EntryInclusion): Promise<Readonly<Record<string, string>>> {
  const { number, entry, position, path, header } = inclusion;
  const digest = new Uint8Array(await digestHeader(header));
  if (!isHexOf(header.hash, digest)) throw new Malformed("its block was changed: the hash does not match the content");
  if (position < 0 || number !== header.first_entry + position) {
    throw new Malformed("its number is not that of the entry at its position in its block");
  }
  const leaf = await entryLeaf(canonicalText(entry));
  const entries = header.last_entry - header.first_entry + 1;
  if (!(await verifyInclusion(position, entries, leaf, path, fromHex(header.merkle_root)))) {
    throw new Malformed("its entry_path does not lead from the entry to the block's merkle_root");
  }
  return disclosedBy(inclusion);
}

async function disclosedBy({ entry, fields, disclosures }: EntryInclusion): Promise<Readonly<Record<string, string>>> {
  if (fields === undefined) {
    if (disclosures.length === 0) return {};
    throw new Malformed("it discloses fields without the digests of all fields");
  }
  const names = entry.kind === "key" ? [SUBJECT_NAME] : FIELD_NAMES;
  if (!("commitment" in entry)) throw new Malformed("it has fields, but its entry has no commitment");
  if (!hasNames(fields, names)) throw new Malformed("its fields are not those that the entry's commitment covers");
  if ((await commitmentOf(fields)) !== entry.commitment)
    throw new Malformed("its fields do not have the entry's commitment");
  return openDisclosures(disclosures, fields);
}
