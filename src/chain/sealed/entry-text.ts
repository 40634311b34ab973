import { isHexHash } from "../text/hex.ts";
import { JsonFault, parseCanonicalValues } from "../text/json.ts";
import { canonicalText } from "../text/canonical.ts";
import { isObject } from "./header-format.ts";
import { type RecordEntry, recordEntryText } from "./entry.ts";

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

/** The text of a signed record entry. It spells numbers in one way only and escapes nothing, so it is canonical. */
const SIGNED =
  /^\{"author":"([\w-]{43})","commitment":"([0-9a-f]{64})","kind":"record","seen":\{"hash":"([0-9a-f]{64})","index":([1-9]\d{0,14})\},"signature":"([\w.-]*)"\}$/;

/**
 * A signed record entry, read from its canonical text in a fifth of the time that parsing takes.
 *
 * @returns the entry; `undefined` if the text is anything else
 */
export function signedRecord(text: string): RecordEntry | undefined {
  const found = SIGNED.exec(text);
  if (!found) return undefined;
  const [, author = "", commitment = "", hash = "", index = "", signature = ""] = found;
  return { kind: "record", commitment, author, seen: { index: Number(index), hash }, signature };
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
