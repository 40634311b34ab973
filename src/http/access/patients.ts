import type { PatientRecord } from "../../chain/records/record.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { recordsOf } from "../ledger/ledgers.ts";

/** What the token allows is said without repeating an ID. */
const NOT_LISTED = "Your token's `patients` claim does not list this patient_ID.";

/** The problem of registering a record for a patient whom the token does not open; `undefined` if it opens the patient. */
export function patientFault(c: AppContext, { patient_ID }: PatientRecord): Problem | undefined {
  const { patients } = c.var.caller;
  if (!patients || patients.includes(patient_ID)) return undefined;
  return new Problem("patient-not-allowed", NOT_LISTED);
}

/** @throws Problem if the token does not open the record's patient */
export function requirePatient(c: AppContext, record: PatientRecord): void {
  const fault = patientFault(c, record);
  if (fault) throw fault;
}

/**
 * Refuses to serve blocks that show every patient's record to a token that is narrowed to some. The blocks of a sealed
 * ledger show nobody's.
 *
 * @throws Problem if the token is narrowed and the ledger is plain
 */
export async function requireOpenBlocks(c: AppContext): Promise<void> {
  if (!c.var.caller.patients || (await recordsOf(c)) === "sealed") return;
  throw new Problem(
    "patient-not-allowed",
    "The blocks of a plain ledger show the records of all patients, and your token's `patients` claim narrows it to some. " +
      "GET /records/{number} and POST /records/search show theirs.",
  );
}

/**
 * Refuses what concerns all patients to a token that is narrowed to some.
 *
 * @throws Problem if the token is narrowed
 */
export function requireAllPatients(c: AppContext): void {
  if (!c.var.caller.patients) return;
  const detail = "This opens the records of all patients, and your token's `patients` claim narrows it to some.";
  throw new Problem("patient-not-allowed", detail);
}
