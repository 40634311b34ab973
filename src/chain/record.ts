import { storedTextFault } from "./record-rules.ts";

/** What a block says of a patient; the attribute names are those of the paper's section 3.1. */
export interface PatientRecord {
  readonly patient_name: string;
  readonly patient_ID: string;
  readonly Reg_no: string;
}

/** The longest each field may be, in characters (Unicode code points). */
export const RECORD_LIMITS = { patient_name: 200, patient_ID: 64, Reg_no: 64 } as const;

/** The longest name that a block can say it was mined by, in characters. */
export const SUBJECT_LIMIT = 200;

/**
 * Says what is wrong with a text that is to be admitted, or nothing when it can stand on the chain exactly as given.
 *
 * @param text the field's value
 * @param limit the longest it may be, in code points
 * @returns a clause that follows the field's name, such as "must not be empty"
 */
export function textFault(text: string, limit: number): string | undefined {
  // At least what validation asks: nothing may be admitted that would make the chain invalid.
  return storedTextFault(text, limit);
}

/** Whether two records say the same, field by field. */
export function sameRecord(a: PatientRecord, b: PatientRecord): boolean {
  return a.patient_name === b.patient_name && a.patient_ID === b.patient_ID && a.Reg_no === b.Reg_no;
}
