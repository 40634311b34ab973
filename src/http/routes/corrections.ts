import type { Hono } from "hono";
import { correctRecord } from "../../contract/routes/records.ts";
import { requirePatient } from "../access/patients.ts";
import { readerOf } from "../access/reader.ts";
import { unavailable } from "../answers/found.ts";
import { mempoolFull, shareUsed } from "../answers/outcomes.ts";
import { correctionConflict, recordChanged } from "../answers/record-problems.ts";
import { isAboutSignature, signatureProblem } from "../answers/signature-problems.ts";
import type { AppEnv } from "../environment.ts";
import { toldIndex } from "../ledger/conflict.ts";
import { ask } from "../ledger/ledgers.ts";
import { correctionNotMined } from "../ledger/search-limit.ts";
import { mount } from "../mount.ts";
import { requireIfMatch } from "../requests/if-match.ts";
import { accepted, mined, registered } from "./mining-answers.ts";

/** The route that replaces a record with a new version. */
export function correctionRoutes(app: Hono<AppEnv>): void {
  mount(app, correctRecord, async (c, { params: { number }, body: record }) => {
    const expected = requireIfMatch(c);
    requirePatient(c, record);
    const result = await ask(c, (ledger) => ledger.correct(number, expected, record, readerOf(c)));
    switch (result.outcome) {
      case "mined":
        return mined(c, result);
      case "registered":
        return registered(c, result);
      case "pending":
        return accepted(c, result);
      case "outdated":
        throw recordChanged();
      case "conflict":
        throw correctionConflict(toldIndex(c, result));
      case "share-used":
        throw shareUsed("conflicts");
      case "full":
        throw mempoolFull();
      case "external-only":
        throw correctionNotMined(result.limit);
      case "known":
      case "registered-before":
        // A correction that is sent again replaces what is not current any more, which is `outdated`.
        throw new Error("a correction was taken for a registration");
      default:
        if (isAboutSignature(result)) throw signatureProblem(result);
        throw unavailable(c, result);
    }
  });
}
