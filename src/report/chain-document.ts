import { FAULT_LIMIT, type Report } from "../evidence/checking/verification.ts";
import { adviceOnFaults, adviceWithoutFault } from "./advice.ts";
import { authorGaps } from "./author-words.ts";
import type { Circumstances } from "./circumstances.ts";
import { type ReportDocument, verdictOf } from "./document.ts";
import { entryGaps } from "./entry-words.ts";
import { divergenceText, findingItem, GAPS, skippedText, witnessedText } from "./finding-words.ts";

/** The report on a whole chain. */
export function chainDocument(
  report: Report,
  { isOwnKey = false, hasAllNames = false }: Pick<Circumstances, "isOwnKey" | "hasAllNames">,
): ReportDocument {
  const { checked, skipped, unchecked, divergence, witnessed, hasMoreFaults } = report;
  const { length, head, root, genesis, puzzle } = report;
  const faults = faultsOf(report);
  return {
    title: "verification of a ledger",
    verdict: verdictOf(outcomeOf(report, isOwnKey)),
    right: receiptsLast(checked).map((finding) => findingItem(finding, isOwnKey)),
    witnessed: witnessed.map(witnessedText),
    open: [
      ...(isOwnKey ? [GAPS.ownKey] : []),
      ...unchecked.map((gap) => GAPS[gap]),
      ...authorGaps(report, hasAllNames),
      ...receiptsLast(skipped).map(skippedText),
      ...checked.flatMap((finding) =>
        finding.check === "receipt" && finding.entry ? entryGaps(finding.name, finding.entry) : [],
      ),
    ],
    faults,
    ...(hasMoreFaults ? { moreFaults: `there are more faults: this report lists the first ${FAULT_LIMIT}` } : {}),
    ...(divergence ? { divergence: divergenceText(divergence) } : {}),
    advice: faults.length > 0 ? adviceOnFaults(faults) : adviceWithoutFault(isIncomplete(report)),
    chain: { length, head, root, genesis, puzzle },
  };
}

/** All faults of a report, the first one included. */
export function faultsOf({ fault, furtherFaults }: Report): Report["furtherFaults"] {
  return fault ? [fault, ...furtherFaults] : [];
}

/** Whether something that was asked for was not checked. */
export function isIncomplete({ skipped, checked }: Report): boolean {
  return skipped.length > 0 || checked.some((finding) => finding.check === "pin" && !finding.isNamed);
}

/** Puts receipts last: reports for people cut long lists, which may hold thousands of receipts, and must cut nothing else. */
function receiptsLast<Line extends { readonly check: string }>(lines: readonly Line[]): Line[] {
  const isReceipt = ({ check }: Line) => check === "receipt";
  return [...lines.filter((line) => !isReceipt(line)), ...lines.filter(isReceipt)];
}

function outcomeOf(report: Report, isOwnKey: boolean) {
  if (report.fault) return "faulty";
  if (isIncomplete(report)) return "incomplete";
  const isUnsigned = isOwnKey || report.unchecked.includes("key") || report.unchecked.includes("checkpoint");
  return isUnsigned ? "unsigned" : "right";
}
