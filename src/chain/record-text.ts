import { hasHidden, hasNeedlessHidden } from "./hidden-characters.ts";
import { type PatientRecord, RECORD_LIMITS, SUBJECT_LIMIT, textFault } from "./record.ts";

/**
 * What a record's text must be today to be registered, after the ideas of PRECIS (RFC 8264, 8265). The rule for chains,
 * {@link textFault}, asks less: what was registered before stays valid.
 *
 * Each function gives a clause that follows the field's name and says what to change, or nothing.
 */

const UNASSIGNED = "must not contain characters that Unicode has not assigned, or only for private use";
const HIDDEN = "must not contain invisible or direction-changing characters";
const REPLACED = "must not contain U+FFFD, which stands for letters that were read in a wrong encoding";
const MARK = "must not begin with a combining mark, which needs a letter before it";

/** What is wrong with a name: it is seen, has a letter or a digit of some script, and is kept exactly. */
export function nameFault(text: string): string | undefined {
  const fault = textFault(text, RECORD_LIMITS.patient_name) ?? characterFault(text);
  if (fault) return fault;
  if (hasNeedlessHidden(text)) return HIDDEN;
  if (/^\p{M}/u.test(text)) return MARK;
  return /[\p{L}\p{N}]/u.test(text) ? undefined : "must have a letter or a digit";
}

/** What is wrong with an identifier: two that look alike on paper must not differ by what nobody sees. */
export function identifierFault(text: string, limit: number): string | undefined {
  const fault = textFault(text, limit) ?? characterFault(text);
  if (fault) return fault;
  if (hasHidden(text)) return HIDDEN;
  if (/^\p{White_Space}|\p{White_Space}$/u.test(text)) return "must not begin or end with a blank";
  if (/(?! )\p{White_Space}| {2}/u.test(text)) return "must not contain other blanks than single spaces";
  if (/^\p{M}/u.test(text)) return MARK;
  if (text.normalize("NFC") !== text) return "must be in Unicode NFC: a letter and its accents as one character";
  return undefined;
}

/** What is wrong with the name that a token's holder mines under: an issuer's own, so only what is seen is asked. */
export function subjectFault(text: string): string | undefined {
  return textFault(text, SUBJECT_LIMIT) ?? characterFault(text) ?? (hasHidden(text) ? HIDDEN : undefined);
}

/** What is wrong with a record's field. */
export function fieldFault(field: keyof PatientRecord, text: string): string | undefined {
  return field === "patient_name" ? nameFault(text) : identifierFault(text, RECORD_LIMITS[field]);
}

/** What is wrong with a text's characters wherever they stand; noncharacters count as not assigned. */
function characterFault(text: string): string | undefined {
  if (/[\p{Cn}\p{Co}]/u.test(text)) return UNASSIGNED;
  return text.includes("\ufffd") ? REPLACED : undefined;
}
