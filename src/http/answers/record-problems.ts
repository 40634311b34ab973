import { Problem } from "./problem.ts";

/** The same whether the record does not exist, or is that of a patient whom the token does not open. */
export function recordNotFound(): Problem {
  return new Problem("record-not-found", "The ledger has no such record, or your token does not open its patient.");
}

/** What is stored of a record on the chain, or its key, is missing or damaged. */
export function recordMissing(): Problem {
  return new Problem(
    "record-missing",
    "The record is on the chain, but what is stored of it, or its key, is missing or damaged, so it cannot be opened. " +
      "Tell the operator. GET /is_valid?records=open checks every record.",
  );
}

/** The record was erased. This says nothing about what it held. */
export function recordErased(): Problem {
  return new Problem(
    "record-erased",
    "This record was erased, or its erasure has begun. GET /records/{number}/erasure shows more, with the scope record:erase.",
  );
}

/** The registration number of an erased record cannot be registered yet. */
export function numberReserved(): Problem {
  return new Problem(
    "record-erased",
    "A record with this Reg_no was erased, and its number stays reserved until nothing of it is left in any backup of the " +
      "platform. Choose another Reg_no, or wait until the final_after of its erasure.",
  );
}

/**
 * On a sealed ledger, the registration number is taken: by other details, or by the same ones in another subject's name or
 * with another signature. Which record that is stays untold.
 */
export function sealedConflict(): Problem {
  return new Problem(
    "registration-conflict",
    "This Reg_no is already registered, or waiting to be: with other details, by another subject, or with a signature by " +
      "another key or by none. Check all three fields. If the registered details are wrong, find the record's number with POST " +
      "/records/search, then correct it: POST /records/{number}/corrections with If-Match. A record also keeps the numbers that it had before a correction, by " +
      "which no search finds it. If the number is another patient's, choose another Reg_no.",
  );
}

/** Where a plain ledger has the record that holds a registration number: the index of its block, or what is said of it. */
export type ConflictPlace = number | "waiting" | "untold";

/**
 * On a plain ledger, the registration number is taken by a conflicting record. The ledger cannot tell whether that is
 * another patient's, or another spelling of the same patient's details.
 */
export function registrationConflict(place: ConflictPlace): Problem {
  const isLocated = typeof place === "number";
  const where = isLocated
    ? ` in block ${place}`
    : place === "waiting"
      ? " in a record that is waiting to be mined"
      : "";
  const number = isLocated ? String(place) : "{number}";
  const once = isLocated ? "" : " once it is mined";
  const detail =
    `This Reg_no is already registered with a different patient_name or patient_ID${where}. Check all three fields. If the ` +
    `registered details are wrong, correct the record${once}: POST /records/${number}/corrections with If-Match and the ` +
    `ETag of GET /records/${number}. If the number is another patient's, choose another Reg_no.`;
  return new Problem("registration-conflict", detail, { members: isLocated ? { index: place } : {} });
}

/**
 * A correction's new registration number is that of another record.
 *
 * @param index on a plain ledger the index of the other record's block, if it may be told
 */
export function correctionConflict(index: number | undefined): Problem {
  const detail =
    `The new Reg_no belongs to another record${index === undefined ? "" : `, in block ${index}`}, or is waiting to be ` +
    "registered for one, so the record was not corrected. Choose another Reg_no, or keep this record's own.";
  return new Problem("registration-conflict", detail, { members: index === undefined ? {} : { index } });
}

/** An author signed the erasure of a version that is not the current one, which is what the chain's entry must name. */
export function erasureOutdated(): Problem {
  return new Problem(
    "record-changed",
    "The record was not erased: a signed erasure erases the number of the record's current version, and this is an older " +
      "one. GET /records/{number}/versions shows all versions. Sign the erasure of the newest one, or send it unsigned, which " +
      "erases all versions whatever its number.",
  );
}

/** The version that was to be corrected is not the current one, or is not the one that the client has. */
export function recordChanged(): Problem {
  return new Problem(
    "record-changed",
    "The record was not corrected: this is not its current version, or none of the tags in If-Match is that version's. GET " +
      "/records/{number}/versions shows all versions. Look at what changed, then correct the newest one, with the ETag of " +
      "GET /records/{number}. A weak tag, which begins with W/, never matches.",
  );
}
