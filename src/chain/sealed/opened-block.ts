import type { EntryContent } from "./block-entries.ts";
import { canonicalEntry, type Entry } from "./entry.ts";
import { parseEntryText, recordCommitment, signedRecord } from "./entry-text.ts";
import { type Header, headerOf, type SealedBlock } from "./header.ts";
import { type FormatFault, headerFormatFault, sealedFormatFault } from "./header-format.ts";
import { JsonFault } from "../text/json.ts";
import { checkVersion } from "./unknown-version.ts";

/** A block's header and entries, whose format is right. */
export interface OpenedBlock {
  readonly header: Header;
  /** The canonical texts of the entries. */
  readonly texts: readonly string[];
  readonly contents: readonly EntryContent[];
}

/**
 * Reads a block, with the canonical text of each entry.
 *
 * @param value nothing is assumed about its shape
 * @param isGenesis whether it comes first, so that it says of which version the chain is
 * @returns the block, or what is wrong with its format
 * @throws UnknownVersion if the chain is of a later version
 */
export function openBlock(value: unknown, isGenesis: boolean): OpenedBlock | FormatFault {
  if (isGenesis) checkVersion(value);
  const fault = sealedFormatFault(value);
  if (fault) return fault;
  const block = value as SealedBlock;
  const { entries } = block;
  try {
    const texts = entries.map((entry) => canonicalEntry(entry));
    return { header: headerOf(block), texts, contents: texts.map((text, place) => contentOf(text, entries[place])) };
  } catch {
    return { expected: "entries: well-formed text and numbers", actual: "entries: something else" };
  }
}

/**
 * Reads a block as {@link openBlock} does, from its header and from what must be the canonical texts of its entries.
 *
 * @param header the header alone; nothing is assumed about its shape
 */
export function openTexts(header: unknown, texts: readonly string[], isGenesis: boolean): OpenedBlock | FormatFault {
  const contents = contentsOf(texts);
  const isRead = Array.isArray(contents);
  if (isGenesis && isRead) checkVersion({ entries: contents });
  const fault = headerFormatFault(header);
  if (fault) return fault;
  return isRead ? { header: header as Header, texts, contents } : contents;
}

function contentsOf(texts: readonly string[]): EntryContent[] | FormatFault {
  try {
    return texts.map((text) => contentOf(text));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { expected: "entries: JSON serialized as in RFC 8785", actual: `entries: text that ${error.message}` };
  }
}

function contentOf(text: string, entry?: Entry): EntryContent {
  return recordCommitment(text) ?? entry ?? signedRecord(text) ?? parseEntryText(text);
}
