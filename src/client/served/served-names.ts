import { type Pin, pinFault } from "../../evidence/checking/authors.ts";
import type { Report } from "../../evidence/checking/verification.ts";
import { type LedgerClient, Refusal } from "../client.ts";
import { allKeys, type EnrolledKeyView } from "../routes/keys.ts";

/** A report whose pins were compared with the names that a ledger serves. */
export interface NamedReport {
  readonly report: Report;
  /** Whether the ledger served the names of all keys on the chain. */
  readonly hasAllNames: boolean;
}

/**
 * Compares pins with the names that a ledger serves for its keys, since the chain has only commitments to them. Whoever
 * may read records learns the names, on the operator's word.
 *
 * @param report that of the chain
 * @param signal cancels the requests
 * @returns the report, with the pins whose names are right, or with the fault if a pinned name has another key, or a
 *   pinned key another name
 * @throws Unreachable if the ledger does not respond
 */
export async function compareNames(
  client: LedgerClient,
  pins: readonly Pin[],
  report: Report,
  signal: AbortSignal | null = null,
): Promise<NamedReport> {
  const counts = report.checked.find((finding) => finding.check === "signatures");
  if (pins.length === 0 || report.fault || !counts) return { report, hasAllNames: false };
  const names = new Map<string, string>();
  for (const { subject, thumbprint, enrolled } of await keysUpTo(client, report.length, signal)) {
    const fault = pinFault(pins, subject ?? undefined, thumbprint, enrolled);
    if (fault) {
      const checked = report.checked.filter(({ check }) => check !== "pin");
      return { report: { ...report, checked, fault }, hasAllNames: false };
    }
    if (typeof subject === "string") names.set(thumbprint, subject);
  }
  const checked = report.checked.map((finding) =>
    finding.check === "pin" && names.get(finding.key.thumbprint) === finding.name
      ? { ...finding, isNamed: true }
      : finding,
  );
  return { report: { ...report, checked }, hasAllNames: names.size >= counts.keys };
}

/** The keys that a ledger serves for its first blocks; only some or none if the token may not read them. */
async function keysUpTo(client: LedgerClient, length: number, signal: AbortSignal | null): Promise<EnrolledKeyView[]> {
  const found: EnrolledKeyView[] = [];
  try {
    for await (const key of allKeys(client, {}, signal)) if (key.enrolled.block <= length) found.push(key);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}
