import type { Hono } from "hono";
import { eraseRecord, getErasure, holdRecord, releaseRecord } from "../../contract/routes/erasure.ts";
import { readerOf } from "../access/reader.ts";
import { foundIn, unavailable } from "../answers/found.ts";
import { Problem } from "../answers/problem.ts";
import { erasureOutdated } from "../answers/record-problems.ts";
import { isAboutSignature, signatureProblem } from "../answers/signature-problems.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, ledgerPath } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** Routes that erase records, and hold them against erasure. */
export function erasureRoutes(app: Hono<AppEnv>): void {
  mount(app, eraseRecord, async (c, { params: { number }, body: { reason, authorship } }) => {
    const result = await ask(c, (ledger) => ledger.erase(number, reason, readerOf(c), authorship));
    switch (result.outcome) {
      case "erasing":
        return {
          status: 202,
          headers: { Location: ledgerPath(c, `/records/${number}/erasure`) },
          json: result.erasure,
        };
      case "erased-before":
        return { status: 200, json: result.erasure };
      case "held":
        throw new Problem(
          "record-held",
          "Somebody holds this record, so it is not erased yet. The erasure was noted and runs when the hold ends.",
        );
      case "holder":
        throw new Problem(
          "holder-cannot-erase",
          "Your token's subject holds this record, and whoever holds a record cannot have it erased. Somebody else must ask " +
            "for the erasure, or end the hold first: DELETE /records/{number}/hold.",
        );
      case "outdated":
        throw erasureOutdated();
      default:
        if (isAboutSignature(result)) throw signatureProblem(result);
        throw unavailable(c, result);
    }
  });

  mount(app, getErasure, async (c, { params: { number } }) => {
    const result = await ask(c, (ledger) => ledger.erasure(number, readerOf(c)));
    if (result.outcome === "none") {
      const detail =
        "The ledger has no such record, nobody has asked for its erasure, or your token does not open its patient.";
      throw new Problem("record-not-found", detail);
    }
    return { status: 200, json: foundIn(c, result) };
  });

  mount(app, holdRecord, (c, { params: { number } }) => hold(c, number, true));
  mount(app, releaseRecord, (c, { params: { number } }) => hold(c, number, false));
}

/** Holds a record, or ends its hold. */
async function hold(c: AppContext, number: number, isHeld: boolean) {
  const result = await ask(c, (ledger) => ledger.hold(number, isHeld, readerOf(c)));
  switch (result.outcome) {
    case "held":
    case "released":
      return { status: 204 } as const;
    default:
      throw unavailable(c, result);
  }
}
