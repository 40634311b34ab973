import { type PatientRecord, RECORD_LIMITS } from "../../chain/records/record.ts";
import { fieldFault } from "../../chain/records/record-text.ts";
import { TEXT_FAULTS, type TextFault } from "../../chain/text/text-faults.ts";
import { chainStrings } from "../texts/chain.ts";

/** Says in the page's language what is wrong with a field of a record, as a clause; `undefined` if nothing is. */
export function faultIn(field: keyof PatientRecord, text: string): string | undefined {
  const fault = fieldFault(field, text);
  if (fault === undefined) return undefined;
  const { faults } = chainStrings.record;
  const known = (Object.keys(TEXT_FAULTS) as TextFault[]).find((name) => TEXT_FAULTS[name] === fault);
  return known === undefined ? faults.long(RECORD_LIMITS[field]) : faults[known];
}
