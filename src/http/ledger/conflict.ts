import type { Conflict } from "../../ledger/results.ts";
import { registrationConflict, sealedConflict } from "../answers/outcomes.ts";
import type { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { recordsOf } from "./ledgers.ts";

/** The problem of a record whose registration number is taken, in the words that fit the ledger's kind. */
export async function conflictProblem(c: AppContext, conflict: Conflict): Promise<Problem> {
  // Which block it is would tell a token that is narrowed to patients about others.
  const index = c.var.caller.patients ? undefined : conflict.index;
  const isSealed = index === undefined && (await recordsOf(c)) === "sealed";
  return isSealed ? sealedConflict() : registrationConflict(index);
}
