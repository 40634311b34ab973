import { isHexHash } from "../hex.ts";
import { JsonFault, parseCanonicalValues } from "../json.ts";
import { canonicalText } from "../canonical.ts";
import { isObject } from "./header-format.ts";
import { recordEntryText } from "./entry.ts";

/** The text of an unsigned record entry before and after its commitment. */
const [BEFORE = "", AFTER = ""] = recordEntryText("|").split("|");
const LENGTH = BEFORE.length + 64 + AFTER.length;

/**
 * The commitment of an unsigned record entry, read from its canonical text without parsing that. Most entries are such.
 *
 * @returns the commitment, or `undefined` if the text is not exactly that of an unsigned record entry
 */
export function recordCommitment(text: string): string | undefined {
  if (text.length !== LENGTH || !text.startsWith(BEFORE) || !text.endsWith(AFTER)) return undefined;
  const commitment = text.slice(BEFORE.length, BEFORE.length + 64);
  return isHexHash(commitment) ? commitment : undefined;
}

/**
 * Parses the canonical text of an entry, such as a ledger stores. Which attributes the entry has is not checked.
 *
 * @throws JsonFault if the text is not the RFC 8785 text of a JSON object
 */
export function parseEntryText(text: string): object {
  const value = parseCanonicalValues(text);
  if (!isObject(value)) throw new JsonFault("is not a JSON object");
  if (canonicalText(value) !== text) throw new JsonFault("is not serialized as in RFC 8785");
  return value;
}
