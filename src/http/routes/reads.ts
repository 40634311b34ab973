import type { Hono } from "hono";
import { TEXT } from "../../contract/content.ts";
import {
  getReadProof,
  getReads,
  getReadsCheckpoint,
  getReadsConsistency,
  getReadsVerifierKeys,
  postReadsCosignatures,
} from "../../contract/routes/reads.ts";
import { requireAllPatients } from "../access/patients.ts";
import { checkpointIn, consistencyIn, cosignedIn, requireOrdered, verifierKeyLines } from "../answers/evidence.ts";
import { Problem } from "../answers/problem.ts";
import type { AppEnv } from "../environment.ts";
import { ask, ledgerPath, recordsOf, requireName } from "../ledger/ledgers.ts";
import { readsVerifierKeys, witnessKeys } from "../ledger/signing.ts";
import { mount } from "../mount.ts";

/** Routes of the log of reads, which only sealed ledgers keep. */
export function readsRoutes(app: Hono<AppEnv>): void {
  mount(app, getReads, async (c, { query: { from, limit, record } }) => {
    requireAllPatients(c);
    const page = logged(await ask(c, (ledger) => ledger.reads({ from, limit, record })));
    if (page.next === undefined) return { status: 200, json: { entries: page.entries } };
    const rest = `limit=${limit}${record === undefined ? "" : `&record=${record}`}`;
    const next = ledgerPath(c, `/reads?from=${page.next}&${rest}`);
    return { status: 200, headers: { Link: `<${next}>; rel="next"` }, json: { entries: page.entries, next } };
  });

  mount(app, getReadProof, async (c, { params: { number } }) => {
    requireAllPatients(c);
    const receipt = logged(await ask(c, (ledger) => ledger.readsProof(number)));
    if (!receipt) throw new Problem("evidence-not-found", "The log of reads has no entry with this number.");
    return { status: 200, json: receipt };
  });

  mount(app, getReadsVerifierKeys, async (c) => {
    if ((await recordsOf(c)) === "plain") throw noLog();
    return { status: 200, type: TEXT, body: verifierKeyLines(await readsVerifierKeys(c.env, requireName(c))) };
  });

  mount(app, getReadsCheckpoint, async (c, { query: { cosignatures = 0 } }) => {
    const note = logged(await ask(c, (ledger) => ledger.readsCheckpoint(cosignatures)));
    return { status: 200, type: TEXT, body: checkpointIn(note, cosignatures) };
  });

  mount(app, getReadsConsistency, async (c, { query }) => {
    requireOrdered(query);
    const consistency = logged(await ask(c, (ledger) => ledger.readsConsistency(query.from, query.to)));
    return { status: 200, json: consistencyIn(consistency, query) };
  });

  mount(app, postReadsCosignatures, async (c, { body: signed }) => {
    const witnesses = await witnessKeys(c.env);
    return { status: 200, json: cosignedIn(logged(await ask(c, (ledger) => ledger.cosignReads(signed, witnesses)))) };
  });
}

/** @throws Problem if the ledger keeps no log */
function logged<Value>(answer: Value | "no-log"): Value {
  if (answer === "no-log") throw noLog();
  return answer;
}

function noLog(): Problem {
  return new Problem(
    "reads-not-found",
    "This is a plain ledger, which shows its records to every reader of the chain, so it keeps no log of reads.",
  );
}
