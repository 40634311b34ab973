import type { Erased, NeedsScope, NotErasable, NotFound, RecordMissing, RecordResult } from "../../ledger/results.ts";
import { insufficientScope } from "../access/authorize.ts";
import type { AppContext } from "../environment.ts";
import { Problem } from "./problem.ts";
import { recordErased, recordMissing, recordNotFound } from "./record-problems.ts";

/** Why there is no record to serve or to change. */
export type Unavailable = NotFound | NeedsScope | RecordMissing | Erased | NotErasable;

/**
 * What a request for records found.
 *
 * @throws Problem if there is nothing to serve, saying why
 */
export function foundIn<Found>(c: AppContext, result: RecordResult<Found> | NotErasable): Found {
  if (result.outcome === "found") return result.found;
  throw unavailable(c, result);
}

/** The problem of a request whose record is not there for it. */
export function unavailable(c: AppContext, result: Unavailable): Problem {
  switch (result.outcome) {
    case "none":
      return recordNotFound();
    case "scope":
      return insufficientScope([result.scope], c.var.caller);
    case "missing":
      return recordMissing();
    case "erased":
      // Nothing is left that tells whose record it was.
      return c.var.caller.patients ? recordNotFound() : recordErased();
    case "not-erasable":
      return new Problem(
        "not-erasable",
        "This is a plain ledger, whose blocks hold its records for ever, so nothing in it can be erased or needs to be held. " +
          "Only a sealed ledger can erase.",
      );
  }
}
