import { Problem } from "./problem.ts";

/**
 * The registration number has another name or patient ID with it: in the block at this index, or in a record that waits.
 * Whether that is another patient, or the same one's spelling was corrected, nobody can tell from here.
 */
export function registrationConflict(index: number | undefined): Problem {
  const place = index === undefined ? "by a record that waits to be mined" : `in block ${index}`;
  const detail =
    `This Reg_no is registered with another patient_name or patient_ID ${place}, and what is registered is not changed. ` +
    "Check all three fields; to register other details of the same patient, choose another Reg_no.";
  return new Problem("registration-conflict", detail, { members: index === undefined ? {} : { index } });
}

/** The mempool takes no more records for now. */
export function mempoolFull(): Problem {
  const detail = "The record was not accepted, too many wait before it. Send it again later.";
  return new Problem("mempool-full", detail, { headers: { "Retry-After": "10" } });
}
