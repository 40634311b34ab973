import type { Refusal } from "../../ledger/sharing/shared-runs.ts";
import type { ProblemName } from "../../contract/problems.ts";
import { Problem } from "./problem.ts";

/** How long a refused client is asked to wait, in seconds. */
const RETRY_AFTER = { "Retry-After": "10" };

/**
 * Gives what a ledger answered, unless that was that it has too much to do.
 *
 * @param what it was asked for, in the plural
 * @param busy the problem where all subjects together ask for too much
 * @throws Problem that says whose limit it is: the subject's own, or the ledger's
 */
export function unlessRefused<Answer>(
  answer: Answer | Refusal,
  what: string,
  busy: ProblemName = "ledger-unavailable",
): Exclude<Answer, Refusal> {
  if (answer === "share-used") {
    const detail = `Your token's subject has used up its share of this ledger's ${what}. Wait, or end some, and ask again.`;
    throw new Problem("rate-limited", detail, { headers: RETRY_AFTER });
  }
  if (answer === "busy") {
    throw new Problem(busy, `The ledger has many other ${what}. Ask again later.`, { headers: RETRY_AFTER });
  }
  return answer as Exclude<Answer, Refusal>;
}
