import type { Hono } from "hono";
import { JSON_TYPE } from "../../contract/content.ts";
import { getMempool, getPendingRecord } from "../../contract/routes/mempool.ts";
import { Problem } from "../answers/problem.ts";
import type { Whereabouts } from "../../ledger/results.ts";
import type { AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** Routes for the records that are waiting to be mined (the paper's section 2, step i). */
export function mempoolRoutes(app: Hono<AppEnv>): void {
  mount(app, getMempool, async (c) => {
    const { places, oldestAge } = await ask(c, (ledger) => ledger.mempool());
    const age = oldestAge === null ? null : oldestAge / 1000;
    const text = `{"size":${places.size},"oldest_age_seconds":${age},"pending":${places.text}}`;
    return { status: 200, type: JSON_TYPE, body: text };
  });

  mount(app, getPendingRecord, async (c, { params: { id } }) => {
    const pending = await ask(c, (ledger) => ledger.pending(id));
    if (!pending) throw new Problem("pending-record-not-found", "No record was accepted with this id.");
    if ("position" in pending) return { status: 200, json: { status: "pending", position: pending.position } };
    return { status: 303, headers: { Location: ledgerPath(c, pathOf(pending)) } };
  });
}

/** The path of what was accepted, once it is mined. */
function pathOf(mined: Exclude<Whereabouts, { position: number }>): string {
  if ("index" in mined) return `/blocks/${mined.index}`;
  return "number" in mined ? `/records/${mined.number}` : `/keys/${mined.thumbprint}`;
}
