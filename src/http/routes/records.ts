import type { Hono } from "hono";
import { getRecord, getRecordProof, getRecordVersions, searchRecords } from "../../contract/routes/records.ts";
import type { RecordView, SearchTerm } from "../../ledger/results.ts";
import { readerOf } from "../access/reader.ts";
import { isKnown } from "../answers/conditional.ts";
import { foundIn } from "../answers/found.ts";
import { Problem } from "../answers/problem.ts";
import { recordNotFound } from "../answers/record-problems.ts";
import type { AppEnv } from "../environment.ts";
import { ask, requireName } from "../ledger/ledgers.ts";
import { verifierKeys } from "../ledger/signing.ts";
import { mount } from "../mount.ts";

/** Routes that read registered records, for those who may. */
export function recordRoutes(app: Hono<AppEnv>): void {
  mount(app, searchRecords, async (c, { body: { Reg_no, patient_ID } }) => {
    const term = (Reg_no === undefined ? { patient_ID } : { Reg_no }) as SearchTerm;
    const result = await ask(c, (ledger) => ledger.search(term, readerOf(c)));
    const { records, missing, more } = foundIn(c, result);
    // Such a token must not learn whether the ledger has nothing, or only records of others.
    if (records.length + missing.length === 0 && c.var.caller.patients) throw recordNotFound();
    return {
      status: 200,
      json: { records: records.map(withoutTag), ...(missing.length > 0 ? { missing } : {}), ...(more ? { more } : {}) },
    };
  });

  mount(app, getRecord, async (c, { params: { number } }) => {
    const { tag, ...record } = foundIn(c, await ask(c, (ledger) => ledger.record(number, readerOf(c))));
    // The tag is that of the version, whose response changes once more, when a correction replaces it.
    const by = record.corrected_by;
    const headers = { ETag: by === undefined ? `"${tag}"` : `"${tag}-${by}"` };
    return isKnown(c, headers.ETag) ? { status: 304, headers } : { status: 200, headers, json: record };
  });

  mount(app, getRecordVersions, async (c, { params: { number } }) => {
    const versions = foundIn(c, await ask(c, (ledger) => ledger.versions(number, readerOf(c))));
    return { status: 200, json: { versions: versions.map(withoutTag) } };
  });

  mount(app, getRecordProof, async (c, { params: { number }, query: { disclose = [] } }) => {
    const result = await ask(c, (ledger) => ledger.recordProof(number, disclose, readerOf(c)));
    // A ledger that does not sign has no receipts.
    if (result.outcome === "none") await verifierKeys(c.env, requireName(c));
    const proof = foundIn(c, result);
    if ("patient_name" in proof.block && disclose.length > 0) {
      const detail =
        "On a plain ledger a receipt holds the whole block, so fields cannot be chosen. Leave disclose out.";
      throw new Problem("invalid-query", detail);
    }
    return { status: 200, json: proof };
  });
}

/** A record as its routes serve it: its tag is in the `ETag` of a single one only. */
function withoutTag(view: RecordView): Omit<RecordView, "tag"> {
  const { tag: _, ...record } = view;
  return record;
}
