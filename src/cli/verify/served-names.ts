import type { LedgerClient } from "../../client/client.ts";
import { compareNames } from "../../client/served-names.ts";
import type { Pin } from "../../evidence/authors.ts";
import type { Report } from "../../evidence/verification.ts";

/** A report whose pins were compared with the names that a ledger serves, and that says whether it served all of them. */
export interface ReportWithNames extends Report {
  /** Present if it did not. */
  readonly lacksNames?: true;
}

/**
 * Compares pins with the names that a ledger serves for its keys; see {@link compareNames}. A file has no names.
 *
 * @param client the ledger; `undefined` if the chain is from a file
 */
export async function withServedNames(
  client: LedgerClient | undefined,
  pins: readonly Pin[],
  report: Report,
): Promise<ReportWithNames> {
  const isSealed = report.checked.some(({ check }) => check === "signatures");
  if (pins.length === 0 || report.fault || !isSealed) return report;
  if (!client) return { ...report, lacksNames: true };
  const { report: named, hasAllNames } = await compareNames(client, pins, report);
  return hasAllNames || named.fault ? named : { ...named, lacksNames: true };
}
