import type { PatientRecord } from "../../chain/records/record.ts";
import {
  discloseFields,
  discloseSubject,
  FIELD_NAMES,
  SALT_BYTES,
  type SealedFields,
} from "../../evidence/receipts/disclosures.ts";

/**
 * Seals a record for its author to sign: salts its fields and commits to them. Each call makes new salts.
 *
 * @returns the disclosures, which the ledger needs in order to check and to keep the record; the digests of the fields;
 *   and the commitment, which will stand on the chain
 * @throws Error if a field has a lone surrogate
 */
export function sealRecord(record: PatientRecord): Promise<SealedFields> {
  return discloseFields(record, FIELD_NAMES.map(newSalt));
}

/** Seals the name of a key's subject as {@link sealRecord} seals a record. */
export function sealSubject(subject: string): Promise<SealedFields> {
  return discloseSubject(subject, newSalt());
}

function newSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SALT_BYTES));
}
