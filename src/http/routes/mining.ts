import type { Hono } from "hono";
import { mineBlock, postWork } from "../../contract/routes/mining.ts";
import type { MineResult, SubmittedRecord } from "../../ledger/results.ts";
import { requirePatient } from "../access/patients.ts";
import { mempoolFull, shareUsed } from "../answers/outcomes.ts";
import { Problem } from "../answers/problem.ts";
import { numberReserved, recordMissing } from "../answers/record-problems.ts";
import { isAboutSignature, signatureProblem } from "../answers/signature-problems.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { conflictProblem } from "../ledger/conflict.ts";
import { ask } from "../ledger/ledgers.ts";
import { externalProofsOnly } from "../ledger/search-limit.ts";
import { mount } from "../mount.ts";
import { logError } from "../request-log.ts";
import {
  accepted,
  known,
  type MineAnswer,
  mined,
  registered,
  registeredBefore,
  repeated,
  workOn,
} from "./mining-answers.ts";
import { submit, submitHeader, wrongKind } from "./submission.ts";

/** Routes that put records on the chain, mined by the ledger or by an external miner. */
export function miningRoutes(app: Hono<AppEnv>): void {
  mount(app, mineBlock, async (c, { body }) => {
    if ("merkle_root" in body) return submitHeader(c, body);
    requirePatient(c, body);
    if ("signed" in body) return register(c, body);
    const { proof, timestamp, previous_hash, ...record } = body;
    if (proof !== undefined) {
      return submit(c, record, {
        proof,
        ...(timestamp === undefined ? {} : { timestamp }),
        ...(previous_hash === undefined ? {} : { previous_hash }),
      });
    }
    return register(c, record);
  });

  mount(app, postWork, async (c, { body: record }) => {
    if (record) requirePatient(c, record);
    const result = await ask(c, (ledger) => ledger.work(record, c.var.caller.subject));
    switch (result.outcome) {
      case "work":
        return { status: 200, json: { ...workOn(result.tip), candidate: result.candidate } };
      case "sealed-work":
        return { status: 200, json: { ...workOn(result.tip), candidate: result.candidate } };
      case "known":
        return known(result);
      case "nothing-waiting":
        throw new Problem("nothing-waiting", "No entries are waiting. Register a record, or ask again later.");
      case "conflict":
        throw await conflictProblem(c, result);
      case "record-needed":
      case "no-record":
        throw wrongKind(result, "/work");
    }
  });
}

/** Puts a record on the chain, and waits for its block unless the client prefers not to. */
async function register(c: AppContext, record: SubmittedRecord): Promise<MineAnswer> {
  if (!prefersAsync(c)) return mine(c, record);
  c.header("Preference-Applied", "respond-async");
  return accept(c, record);
}

/** Waits for the record's block. */
async function mine(c: AppContext, record: SubmittedRecord): Promise<MineAnswer> {
  let result: MineResult;
  try {
    result = await ask(c, (ledger) => ledger.mine(record, c.var.caller.subject, c.var.requestId));
  } catch (error) {
    if (error instanceof Problem) throw error;
    // The call to the object failed, and the record may or may not be pending. Accepting it makes sure that it is.
    if (error instanceof Error) logError(c, error);
    return accept(c, record);
  }
  switch (result.outcome) {
    case "pending":
      return accepted(c, result);
    case "mined":
      return mined(c, result);
    case "known":
      return known(result);
    case "registered":
      return registered(c, result);
    case "registered-before":
      return registeredBefore(c, result);
    case "missing":
      throw recordMissing();
    case "conflict":
      throw await conflictProblem(c, result);
    case "erased":
      throw numberReserved();
    case "share-used":
      throw shareUsed("conflicts");
    case "full":
      throw mempoolFull();
    case "external-only":
      throw externalProofsOnly(result.limit);
    default:
      throw signatureProblem(result);
  }
}

/** Adds the record to the mempool without waiting for its block. */
async function accept(c: AppContext, record: SubmittedRecord): Promise<MineAnswer> {
  const [result] = await ask(c, (ledger) => ledger.accept([record], c.var.caller.subject, c.var.requestId));
  switch (result?.outcome) {
    case "pending":
      return accepted(c, result);
    case "known":
      return known(result);
    case "repeated":
      return repeated(c, result);
    case "conflict":
      throw await conflictProblem(c, result);
    case "erased":
      throw numberReserved();
    case "share-used":
      throw shareUsed("conflicts");
    case "external-only":
      throw externalProofsOnly(result.limit);
    default:
      if (result && isAboutSignature(result)) throw signatureProblem(result);
      throw mempoolFull();
  }
}

/** Whether the client prefers not to wait (RFC 7240, section 4.1). */
function prefersAsync(c: AppContext): boolean {
  const preferences = c.req.header("Prefer")?.split(/[,;]/) ?? [];
  return preferences.some((preference) => preference.trim().toLowerCase() === "respond-async");
}
