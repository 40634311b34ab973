import { storedTextFault } from "./record-rules.ts";

/** A patient's record in a block, with the attribute names of the paper's section 3.1. */
export interface PatientRecord {
  readonly patient_name: string;
  readonly patient_ID: string;
  readonly Reg_no: string;
}

/** A record as it is put on the chain: a registration, or a correction. */
export interface RecordVersion extends PatientRecord {
  /** The index of the block whose record it replaces; absent in a registration. */
  readonly corrects?: number;
}

/** A record that replaces the one in an earlier block. */
export type Correction = Required<RecordVersion>;

/** The maximum length of each field, in Unicode code points. */
export const RECORD_LIMITS = { patient_name: 200, patient_ID: 64, Reg_no: 64 } as const;

/** The maximum length of a token's subject, which a block holds as `mined_by` or `author`, in Unicode code points. */
export const SUBJECT_LIMIT = 200;

/**
 * Checks whether a string may be stored on the chain exactly as given.
 *
 * @param text the field's value
 * @param limit the maximum length, in code points
 * @returns what is wrong, as a clause that follows the field's name, such as "must not be empty"; `undefined` if
 *   nothing
 */
export function textFault(text: string, limit: number): string | undefined {
  // Use the rules of validation: an admitted record must not make the chain invalid.
  return storedTextFault(text, limit);
}

/** Whether two records are equal in every field. */
export function sameRecord(a: PatientRecord, b: PatientRecord): boolean {
  return a.patient_name === b.patient_name && a.patient_ID === b.patient_ID && a.Reg_no === b.Reg_no;
}
