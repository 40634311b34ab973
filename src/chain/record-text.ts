import { hasHidden, hasNeedlessHidden } from "./hidden-characters.ts";
import { type PatientRecord, RECORD_LIMITS, SUBJECT_LIMIT, textFault } from "./record.ts";

/**
 * The rules for the strings of new records, modeled on PRECIS (RFC 8264 and 8265). The rules for strings on the chain,
 * {@link textFault}, are more lenient, so that records registered earlier stay valid.
 *
 * Each function returns a clause that follows the field's name and says what to change, or `undefined`.
 */

const UNASSIGNED = "must not contain unassigned or private-use Unicode characters";
const HIDDEN = "must not contain invisible or direction-changing characters";
const REPLACED = "must not contain U+FFFD, which replaces characters that were decoded with the wrong encoding";
const MARK = "must not begin with a combining mark, which needs a letter before it";

/** Checks a name: it must be visible and have a letter or digit of some script. It is stored exactly as given. */
export function nameFault(text: string): string | undefined {
  const fault = textFault(text, RECORD_LIMITS.patient_name) ?? characterFault(text);
  if (fault) return fault;
  if (hasNeedlessHidden(text)) return HIDDEN;
  if (/^\p{M}/u.test(text)) return MARK;
  return /[\p{L}\p{N}]/u.test(text) ? undefined : "must have a letter or a digit";
}

/** Checks an identifier: two that look alike on paper must not differ in invisible ways. */
export function identifierFault(text: string, limit: number): string | undefined {
  const fault = textFault(text, limit) ?? characterFault(text);
  if (fault) return fault;
  if (hasHidden(text)) return HIDDEN;
  if (/^\p{White_Space}|\p{White_Space}$/u.test(text)) return "must not begin or end with white space";
  if (/(?! )\p{White_Space}| {2}/u.test(text)) return "must not contain white space other than single spaces";
  if (/^\p{M}/u.test(text)) return MARK;
  if (text.normalize("NFC") !== text) return "must be in Unicode NFC: a letter and its accents as one character";
  return undefined;
}

/** Checks a token's subject. The issuer chooses it, so it only has to be visible. */
export function subjectFault(text: string): string | undefined {
  return textFault(text, SUBJECT_LIMIT) ?? characterFault(text) ?? (hasHidden(text) ? HIDDEN : undefined);
}

/** Checks a field of a record. */
export function fieldFault(field: keyof PatientRecord, text: string): string | undefined {
  return field === "patient_name" ? nameFault(text) : identifierFault(text, RECORD_LIMITS[field]);
}

/** Checks the characters of a string one by one. Noncharacters count as unassigned. */
function characterFault(text: string): string | undefined {
  if (/[\p{Cn}\p{Co}]/u.test(text)) return UNASSIGNED;
  return text.includes("\ufffd") ? REPLACED : undefined;
}
