import type { ProblemName } from "../../contract/problems.ts";
import type { LoggedRequest } from "../../contract/route.ts";
import { LEDGER_NAME } from "../../contract/ledger-name.ts";
import { ordinal } from "../../contract/schemas/numbers.ts";
import { valueOf } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { ledgerName, ledgerOf } from "../ledger/ledgers.ts";
import { logError } from "../request-log.ts";

/** The problems of a request that its token, which is valid for the ledger, does not allow. */
const DENIALS: readonly ProblemName[] = ["insufficient-scope", "patient-not-allowed"];

/**
 * Has a sealed ledger log a request that was denied to its token.
 *
 * @param logged what the route declares about the log
 * @param error what the request failed with; nothing is logged unless it is a denial
 * @returns what to respond with: the error, once it is logged, or else the problem of the log. A denial is never sent
 *   that the log should have and has not.
 */
export async function onceLogged(c: AppContext, { action, query }: LoggedRequest, error: unknown): Promise<unknown> {
  if (!(error instanceof Problem) || !DENIALS.includes(error.problem)) return error;
  if (query && c.req.query(query[0]) !== query[1]) return error;
  // No ledger can have such a name, and a ledger that does not exist keeps no log.
  if (!LEDGER_NAME.test(ledgerName(c))) return error;
  const { data: number = null } = ordinal.safeParse(c.req.param("number"));
  const { subject } = c.var.caller;
  try {
    const answer = await ledgerOf(c).denied(action, number, { subject, requestId: c.var.requestId });
    if (answer.outcome !== "no-ledger") valueOf(answer);
    return error;
  } catch (failure) {
    if (failure instanceof Problem) return failure;
    if (failure instanceof Error) logError(c, failure);
    return notLogged();
  }
}

/** The denial could not be logged. */
function notLogged(): Problem {
  return new Problem(
    "ledger-unavailable",
    "Your token does not allow this, and the ledger cannot log the denial now, as it must before it answers. Nothing was done.",
    { headers: { "Retry-After": "1" } },
  );
}
