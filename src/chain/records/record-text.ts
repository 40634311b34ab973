import { hasHidden, hasNeedlessHidden } from "../text/hidden-characters.ts";
import { type PatientRecord, RECORD_LIMITS, SUBJECT_LIMIT, textFault } from "./record.ts";
import { TEXT_FAULTS } from "../text/text-faults.ts";

/**
 * The rules for the strings of new records, modeled on PRECIS (RFC 8264 and 8265). The rules for strings on the chain,
 * {@link textFault}, are more lenient, so that records registered earlier stay valid.
 *
 * Each function returns a clause that follows the field's name and says what to change, or `undefined`.
 */

/** Checks a name: it must be visible and have a letter or digit of some script. It is stored exactly as given. */
export function nameFault(text: string): string | undefined {
  const fault = textFault(text, RECORD_LIMITS.patient_name) ?? characterFault(text);
  if (fault) return fault;
  if (hasNeedlessHidden(text)) return TEXT_FAULTS.hidden;
  if (/^\p{M}/u.test(text)) return TEXT_FAULTS.mark;
  return /[\p{L}\p{N}]/u.test(text) ? undefined : TEXT_FAULTS.letterless;
}

/** Checks an identifier: two that look alike on paper must not differ in invisible ways. */
export function identifierFault(text: string, limit: number): string | undefined {
  const fault = textFault(text, limit) ?? characterFault(text);
  if (fault) return fault;
  if (hasHidden(text)) return TEXT_FAULTS.hidden;
  if (/^\p{White_Space}|\p{White_Space}$/u.test(text)) return TEXT_FAULTS.outerSpace;
  if (/(?! )\p{White_Space}| {2}/u.test(text)) return TEXT_FAULTS.innerSpace;
  if (/^\p{M}/u.test(text)) return TEXT_FAULTS.mark;
  if (text.normalize("NFC") !== text) return TEXT_FAULTS.denormalized;
  return undefined;
}

/** Checks a token's subject. The issuer chooses it, so it only has to be visible. */
export function subjectFault(text: string): string | undefined {
  return textFault(text, SUBJECT_LIMIT) ?? characterFault(text) ?? (hasHidden(text) ? TEXT_FAULTS.hidden : undefined);
}

/** Checks a field of a record. */
export function fieldFault(field: keyof PatientRecord, text: string): string | undefined {
  return field === "patient_name" ? nameFault(text) : identifierFault(text, RECORD_LIMITS[field]);
}

/** Checks the characters of a string one by one. Noncharacters count as unassigned. */
function characterFault(text: string): string | undefined {
  if (/[\p{Cn}\p{Co}]/u.test(text)) return TEXT_FAULTS.unassigned;
  return text.includes("\ufffd") ? TEXT_FAULTS.replaced : undefined;
}
