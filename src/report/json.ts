import { jsonLine } from "../chain/text/printable.ts";
import { verifierKeyText } from "../evidence/notes/note.ts";
import type { ReceiptsReport } from "../evidence/receipts/receipts-alone.ts";
import type { Finding, Report } from "../evidence/checking/verification.ts";
import { chainDocument, faultsOf } from "./chain-document.ts";
import type { Circumstances } from "./circumstances.ts";
import type { ReportDocument } from "./document.ts";
import { type LogReport, readsDocument } from "./reads-document.ts";
import { receiptsDocument } from "./receipts-document.ts";
import { VERSION } from "./version.ts";
import { plain } from "./words.ts";

/**
 * The report on a whole chain as one line of JSON, for machines. `receipts` holds what the receipts of entries prove,
 * with the values that they disclose; `signatures`, `pins` and `author` what was found about authors.
 */
export function chainJson(report: Report, circumstances: Circumstances): string {
  const { checked, fault, puzzle, length, head, root, genesis, divergence, witnessed, hasMoreFaults } = report;
  const receipts = checked.flatMap((finding) => {
    if (finding.check !== "receipt" || !finding.entry) return [];
    const { name, index, hash, entry } = finding;
    return [{ name, index, hash, entry }];
  });
  return line({
    valid: !fault,
    length,
    head,
    root,
    genesis,
    ...puzzle,
    ...sentences(chainDocument(report, circumstances)),
    ...authorMembers(checked),
    ...(receipts.length > 0 ? { receipts } : {}),
    fault,
    faults: faultsOf(report),
    ...(hasMoreFaults ? { hasMoreFaults } : {}),
    divergence,
    witnessed,
    ...circumstanceMembers(circumstances),
  });
}

/** The report on receipts without the chain as one line of JSON, for machines. */
export function receiptsJson(report: ReceiptsReport, circumstances: Circumstances): string {
  const { proven, reads } = report;
  const ofReads = reads.length > 0 ? { reads } : {};
  const said = sentences(receiptsDocument(report));
  return line({ ...said, receipts: proven, ...ofReads, ...circumstanceMembers(circumstances) });
}

/** The report on a log of reads as one line of JSON, for machines. */
export function readsJson(report: LogReport, circumstances: Circumstances): string {
  const { origin, size, checkpoint, fault } = report;
  const said = sentences(readsDocument(report));
  return line({ valid: !fault, origin, size, ...said, checkpoint, fault, ...circumstanceMembers(circumstances) });
}

function sentences({ verdict, right, open, advice }: ReportDocument): object {
  return {
    outcome: verdict.outcome,
    verdict: plain(verdict.text),
    checked: right.map(({ text }) => plain(text)),
    unchecked: open.map(plain),
    advice: advice.map(plain),
  };
}

function circumstanceMembers({ at, source, verifiedBy, policy, isOwnKey }: Circumstances): object {
  const { ledger, witnesses = [], quorum = 0 } = policy;
  const keys = { ledger: ledger.map(verifierKeyText), witnesses: witnesses.map(verifierKeyText), quorum };
  return { at, version: VERSION, source, verifiedBy, keys: isOwnKey ? { ...keys, isOwnKey } : keys };
}

/** What was found about authors. */
function authorMembers(checked: readonly Finding[]): object {
  const signatures = checked.find((finding) => finding.check === "signatures");
  const pins = checked
    .filter((finding) => finding.check === "pin")
    .map(({ name, key, isNamed }) => ({ name, name_checked: isNamed, ...key }));
  const author = checked.find((finding) => finding.check === "author");
  const { check: _, disputedEntries, ...counts } = signatures ?? {};
  return {
    ...(signatures ? { signatures: { ...counts, disputed_entries: disputedEntries } } : {}),
    ...(pins.length > 0 ? { pins } : {}),
    ...(author ? { author: { ...author.key, entries: author.entries } } : {}),
  };
}

function line(members: object): string {
  return `${jsonLine(members)}\n`;
}
