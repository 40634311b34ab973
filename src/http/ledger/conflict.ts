import type { Conflict, RecordKind } from "../../ledger/results.ts";
import type { Problem } from "../answers/problem.ts";
import { registrationConflict, sealedConflict } from "../answers/record-problems.ts";
import type { AppContext } from "../environment.ts";
import { recordsOf } from "./ledgers.ts";

/** The problem of a record whose registration number is taken, in the words that fit the ledger's kind. */
export async function conflictProblem(c: AppContext, conflict: Conflict): Promise<Problem> {
  return conflictOn(await kindFor(c, [conflict]), c, conflict);
}

/** The same for a ledger whose kind is known: see {@link kindFor}. */
export function conflictOn(kind: RecordKind, c: AppContext, conflict: Conflict): Problem {
  const index = toldIndex(c, conflict);
  if (index !== undefined) return registrationConflict(index);
  if (kind === "sealed") return sealedConflict();
  return registrationConflict(conflict.index === undefined ? "waiting" : "untold");
}

/** The kind of the request's ledger, which is asked for only if the words for one of the conflicts depend on it. */
export async function kindFor(c: AppContext, conflicts: readonly Conflict[]): Promise<RecordKind> {
  return conflicts.some((conflict) => toldIndex(c, conflict) === undefined) ? recordsOf(c) : "plain";
}

/** The index of the conflicting record's block, unless it would tell a token that is narrowed to patients about others. */
export function toldIndex(c: AppContext, { index }: Conflict): number | undefined {
  return c.var.caller.patients ? undefined : index;
}
