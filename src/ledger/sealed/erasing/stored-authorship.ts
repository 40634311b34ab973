import { canonicalText } from "../../../chain/text/canonical.ts";
import { JsonFault } from "../../../chain/text/json.ts";
import type { Authorship } from "../../../chain/sealed/entry.ts";
import { entryRowFault } from "../../../chain/sealed/entry-row.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import type { SignedEntry } from "../accepting/signed-submission.ts";

/**
 * The authorship of an erasure as text, to be stored until the erasure's entry is accepted. What is stored is not trusted:
 * it counts if the signature is good.
 */
export function authorshipText({ author, seen: { index, hash }, signature }: Authorship): string {
  return canonicalText({ author, seen: { index, hash }, signature });
}

/**
 * The signed entry that erases a version, with an authorship that was stored.
 *
 * @returns `undefined` if someone has edited the text, so that it is no authorship
 */
export function storedErasure(erases: number, text: string): SignedEntry | undefined {
  try {
    const entry = { ...parseEntryText(text), kind: "erasure", erases };
    const isSigned = "signature" in entry && entryRowFault(entry) === undefined;
    return isSigned ? (entry as unknown as SignedEntry) : undefined;
  } catch (error) {
    if (error instanceof JsonFault) return undefined;
    throw error;
  }
}
