import { Problem } from "./problem.ts";

/** The registration number belongs to another patient: in the block at this index, or in a record that waits. */
export function registrationConflict(index: number | undefined): Problem {
  const place = index === undefined ? "by a record that waits to be mined" : `in block ${index}`;
  const detail = `This Reg_no is registered for another patient ${place}. Check the number; what is registered cannot be changed.`;
  return new Problem("registration-conflict", detail, { members: index === undefined ? {} : { index } });
}

/** The mempool takes no more records for now. */
export function mempoolFull(): Problem {
  const detail = "The record was not accepted, too many wait before it. Send it again later.";
  return new Problem("mempool-full", detail, { headers: { "Retry-After": "10" } });
}
