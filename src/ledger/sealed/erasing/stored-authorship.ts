import { canonicalText } from "../../../chain/canonical.ts";
import { JsonFault } from "../../../chain/json.ts";
import type { Authorship } from "../../../chain/sealed/entry.ts";
import { entryRowFault } from "../../../chain/sealed/entry-row.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import type { SignedEntry } from "../signed-submission.ts";

/**
 * What an author has signed an erasure with, as it is stored until the erasure's entry is accepted. Nobody trusts what is
 * stored: it counts if the signature is good.
 */
export type StoredAuthorship = string;

/** Writes an authorship to be stored. */
export function authorshipText({ author, seen: { index, hash }, signature }: Authorship): StoredAuthorship {
  return canonicalText({ author, seen: { index, hash }, signature });
}

/**
 * The signed entry that erases a version, with an authorship that was stored.
 *
 * @returns `undefined` if the text was edited and is none
 */
export function storedErasure(erases: number, text: StoredAuthorship): SignedEntry | undefined {
  try {
    const entry = { ...parseEntryText(text), kind: "erasure", erases };
    const isSigned = "signature" in entry && entryRowFault(entry) === undefined;
    return isSigned ? (entry as unknown as SignedEntry) : undefined;
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}
