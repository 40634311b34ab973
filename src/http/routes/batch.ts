import type { Hono } from "hono";
import { NDJSON } from "../../contract/content.ts";
import type { ProblemName } from "../../contract/problems.ts";
import { postRecords } from "../../contract/routes/mempool.ts";
import type { BatchLine } from "../../contract/schemas/mempool.ts";
import type { AcceptResult, SubmittedRecord } from "../../ledger/results.ts";
import { patientFault } from "../access/patients.ts";
import { mempoolFull, shareUsed } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { numberReserved } from "../answers/record-problems.ts";
import { signatureProblem } from "../answers/signature-problems.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { conflictOn, kindFor } from "../ledger/conflict.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { mount } from "../mount.ts";

/** Where an accepted record is, or why it was not accepted. */
type Outcome = Problem | Extract<AcceptResult, { outcome: "pending" | "known" | "repeated" }>;

/** The route that accepts many records at once. */
export function batchRoutes(app: Hono<AppEnv>): void {
  mount(app, postRecords, async (c, { body }) => {
    const lines = body.map((line) => (line instanceof Problem ? line : (patientFault(c, line) ?? line)));
    const records = lines.filter((line): line is SubmittedRecord => !(line instanceof Problem));
    const accepted = await ask(c, (ledger) => ledger.accept(records, c.var.caller.subject, c.var.requestId));
    const results = (await outcomesOf(c, accepted)).values();
    const outcomes = lines.map((line) => (line instanceof Problem ? line : (results.next().value ?? mempoolFull())));
    logProblems(c, outcomes);
    const text = outcomes.map((outcome, before) => `${JSON.stringify(answerLine(c, before + 1, outcome))}\n`).join("");
    return { status: 200, type: NDJSON, body: text };
  });
}

/** The ledger's results, with the problems of those that were not accepted. */
async function outcomesOf(c: AppContext, results: readonly AcceptResult[]): Promise<Outcome[]> {
  const kind = await kindFor(
    c,
    results.filter((result) => result.outcome === "conflict"),
  );
  return results.map((result) => {
    switch (result.outcome) {
      case "conflict":
        return conflictOn(kind, c, result);
      case "external-only":
        return externalProofsOnly(result.limit);
      case "erased":
        return numberReserved();
      case "share-used":
        return shareUsed("conflicts");
      case "full":
        return mempoolFull();
      case "pending":
      case "known":
      case "repeated":
        return result;
      default:
        return signatureProblem(result);
    }
  });
}

/** Has the request's log line say how many lines were refused, by problem. */
function logProblems(c: AppContext, outcomes: readonly Outcome[]): void {
  const counts: Partial<Record<ProblemName, number>> = {};
  for (const outcome of outcomes) {
    if (outcome instanceof Problem) counts[outcome.problem] = (counts[outcome.problem] ?? 0) + 1;
  }
  if (Object.keys(counts).length > 0) c.set("lineProblems", counts);
}

function answerLine(c: AppContext, line: number, outcome: Outcome): BatchLine {
  if (outcome instanceof Problem) {
    const problem = outcome.toJSON();
    const wait = outcome.headers["Retry-After"];
    return { line, status: problem.status, problem, ...(wait === undefined ? {} : { retry_after: Number(wait) }) };
  }
  switch (outcome.outcome) {
    case "pending":
      return { line, status: 202, location: ledgerPath(c, `/mempool/${outcome.id}`) };
    case "known":
      return { line, status: 200, location: ledgerPath(c, `/blocks/${outcome.block.index}`) };
    case "repeated":
      return { line, status: 200, location: ledgerPath(c, `/records/${outcome.number}`) };
  }
}
