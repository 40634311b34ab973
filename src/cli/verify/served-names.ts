import { type LedgerClient, Refusal } from "../../client/client.ts";
import { type EnrolledKeyView, readKeys } from "../../client/keys.ts";
import { type Pin, pinFault } from "../../evidence/authors.ts";
import type { Report } from "../../evidence/verification.ts";

/** A report whose pins were compared with the names that a ledger serves, and that says whether it served all of them. */
export interface ReportWithNames extends Report {
  /** Present if it did not. */
  readonly lacksNames?: true;
}

/**
 * Compares pins with the names that a ledger serves for its keys: an export seals them. Whoever may read records learns
 * the names, on the operator's word.
 *
 * @param client the ledger; `undefined` if the chain is from a file
 * @param report that of the chain
 * @returns the report, with the fault if a pinned name has another key, or saying so if the ledger does not tell the names
 *   of all keys on the chain
 */
export async function withServedNames(
  client: LedgerClient | undefined,
  pins: readonly Pin[],
  report: Report,
): Promise<ReportWithNames> {
  const counts = report.checked.find((finding) => finding.check === "signatures");
  if (pins.length === 0 || report.fault || !counts) return report;
  const keys = client ? await keysUpTo(client, report.length) : [];
  for (const { subject, thumbprint, enrolled } of keys) {
    const fault = pinFault(pins, subject ?? undefined, thumbprint, enrolled);
    if (fault) return { ...report, checked: report.checked.filter(({ check }) => check !== "pin"), fault };
  }
  const names = new Map(
    keys.flatMap(({ subject, thumbprint }) => (typeof subject === "string" ? [[thumbprint, subject]] : [])),
  );
  const checked = report.checked.map((finding) =>
    finding.check === "pin" && names.get(finding.key.thumbprint) === finding.name
      ? { ...finding, isNamed: true }
      : finding,
  );
  return { ...report, checked, ...(names.size < counts.keys ? { lacksNames: true } : {}) };
}

/** The keys that a ledger serves for its first blocks; none if the token may not read them. */
async function keysUpTo(client: LedgerClient, length: number): Promise<EnrolledKeyView[]> {
  const found: EnrolledKeyView[] = [];
  try {
    for (let from: number | undefined = 1; from !== undefined;) {
      const page: Awaited<ReturnType<typeof readKeys>> = await readKeys(client, { from });
      found.push(...page.keys.filter(({ enrolled }) => enrolled.block <= length));
      // A page that leads back would be followed forever.
      from = page.next !== undefined && page.next > from ? page.next : undefined;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}
