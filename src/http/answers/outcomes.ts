import type { ProblemName } from "../../contract/problems.ts";
import type { Answer, Limited } from "../../ledger/answer.ts";
import { Problem } from "./problem.ts";

/** How long a refused client is asked to wait, in seconds. */
const RETRY_AFTER = { "Retry-After": "10" };

/** What a subject has a share of, in the plural, and the problem where all subjects together ask for too much. */
const LIMITED: Record<Limited, readonly [what: string, busy: ProblemName]> = {
  batches: ["batches to accept", "ledger-unavailable"],
  checks: ["checks of the chain", "ledger-unavailable"],
  counts: ["counts of rewards", "ledger-unavailable"],
  streams: ["streams of blocks", "ledger-unavailable"],
  watchers: ["watchers", "too-many-watchers"],
};

/**
 * The value that a ledger answered with.
 *
 * @throws Problem that says why it has answered with none
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
        "The stored chain is not what this ledger signed, or a check found a fault in it, so nothing is mined or signed. " +
          "GET /is_valid says where. Keep your checkpoints and receipts, and tell the operator and the auditor.",
      );
    case "key-missing":
      throw new Problem(
        "signing-not-configured",
        "This ledger has signed its blocks so far and does not grow without its key. The operator has to set " +
          "LEDGER_SIGNING_KEY and LEDGER_ORIGIN again.",
      );
    case "share-used": {
      const [what] = LIMITED[answer.of];
      const detail = `Your token's subject has used up its share of this ledger's ${what}. Wait, or end some, and ask again.`;
      throw new Problem("rate-limited", detail, { headers: RETRY_AFTER });
    }
    case "busy": {
      const [what, busy] = LIMITED[answer.of];
      throw new Problem(busy, `The ledger has many other ${what}. Ask again later.`, { headers: RETRY_AFTER });
    }
  }
}

/** No ledger has the name of the request's path. */
export function ledgerNotFound(): Problem {
  return new Problem("ledger-not-found", "There is no ledger of this name. PUT its path to found one.");
}

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
  return new Problem("mempool-full", detail, { headers: RETRY_AFTER });
}
