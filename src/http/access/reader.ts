import type { Reader } from "../../ledger/results.ts";
import type { AppContext } from "../environment.ts";

/** Who asks, for the ledger to decide what to show and to log it. */
export function readerOf({ var: { caller, requestId } }: AppContext): Reader {
  const { subject, patients, scopes } = caller;
  return { subject, patients, scopes: [...scopes], requestId };
}
