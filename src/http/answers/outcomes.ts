import type { ProblemName } from "../../contract/problems.ts";
import type { Answer, Limited } from "../../ledger/answer.ts";
import { Problem } from "./problem.ts";

/** How long a refused client should wait, in seconds. */
const RETRY_AFTER = { "Retry-After": "10" };

/** Each limited resource in the plural, and the problem to report if the ledger is busy with all subjects' requests. */
const LIMITED: Record<Limited, readonly [what: string, busy: ProblemName]> = {
  batches: ["batches to accept", "ledger-unavailable"],
  checks: ["checks of the chain", "ledger-unavailable"],
  streams: ["streams of blocks", "ledger-unavailable"],
  watchers: ["watchers", "too-many-watchers"],
};

/**
 * The value of a ledger's answer.
 *
 * @throws Problem if the answer has no value, saying why
 */
export function valueOf<Value>(answer: Answer<Value>): Value {
  switch (answer.outcome) {
    case "ok":
      return answer.value;
    case "no-ledger":
      throw ledgerNotFound();
    case "contradicted":
      throw new Problem(
        "ledger-contradicted",
        "The stored chain differs from what this ledger signed, or a check found a fault in it, so the ledger has stopped " +
          "mining and signing. GET /is_valid shows the fault. Keep your checkpoints and receipts, and tell the operator " +
          "and the auditor.",
      );
    case "key-missing":
      throw new Problem(
        "signing-not-configured",
        "This ledger has signed its blocks so far, but its signing key is no longer configured, so it has stopped mining. " +
          "The operator must set LEDGER_SIGNING_KEY and LEDGER_ORIGIN again.",
      );
    case "share-used": {
      const [what] = LIMITED[answer.of];
      const detail = `Your token's subject has used up its share of this ledger's ${what}. Wait or end some, then try again.`;
      throw new Problem("rate-limited", detail, { headers: RETRY_AFTER });
    }
    case "busy": {
      const [what, busy] = LIMITED[answer.of];
      throw new Problem(busy, `The ledger has too many ${what} already. Try again later.`, { headers: RETRY_AFTER });
    }
  }
}

/** No ledger has the name of the request's path. */
export function ledgerNotFound(): Problem {
  return new Problem("ledger-not-found", "There is no ledger with this name. PUT /ledgers/{name} creates one.");
}

/**
 * The registration number is taken by a conflicting record: in the block at this index, or in the mempool. The ledger
 * cannot tell whether that is another patient, or a different spelling of the same patient's details.
 */
export function registrationConflict(index: number | undefined): Problem {
  const place = index === undefined ? "in a record that is waiting to be mined" : `in block ${index}`;
  const detail =
    `This Reg_no is already registered with a different patient_name or patient_ID ${place}, and cannot be changed. ` +
    "Check all three fields. To register other details of the same patient, choose another Reg_no.";
  return new Problem("registration-conflict", detail, { members: index === undefined ? {} : { index } });
}

/** The mempool is full. */
export function mempoolFull(): Problem {
  const detail = "The record was not accepted, because too many records are waiting to be mined. Send it again later.";
  return new Problem("mempool-full", detail, { headers: RETRY_AFTER });
}
