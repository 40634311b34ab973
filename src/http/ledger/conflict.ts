import type { Conflict } from "../../ledger/results.ts";
import { registrationConflict, sealedConflict } from "../answers/outcomes.ts";
import type { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { recordsOf } from "./ledgers.ts";

/** The problem of a record whose registration number is taken, in the words that fit the ledger's kind. */
export async function conflictProblem(c: AppContext, { index }: Conflict): Promise<Problem> {
  const isSealed = index === undefined && (await recordsOf(c)) === "sealed";
  return isSealed ? sealedConflict() : registrationConflict(index);
}
