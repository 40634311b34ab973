import { jsonLine, printable } from "../../client/printable.ts";
import { describeSkipped } from "./verify-report.ts";
import { disclosedLines, entryOf, gapLines } from "./entry-lines.ts";
import type { ProvenAlone, ReceiptsReport } from "./receipts-alone.ts";
import { blockCount } from "../block-count.ts";

/** What nobody can tell without the chain. */
const CHAIN = "whether the ledger still has these blocks, and all others: neither --url nor --file was given";

/** The report on receipts without the chain as one line of JSON, for machines. */
export function receiptsJson(report: ReceiptsReport): string {
  const { proven } = report;
  return `${jsonLine({ checked: proven.map(describe), unchecked: openIn(report), receipts: proven })}\n`;
}

/** The report on receipts without the chain as lines of text, for people. */
export function receiptsText(report: ReceiptsReport): string {
  const lines = [
    ...report.proven.flatMap((proven) => [
      `right        ${printable(describe(proven))}`,
      ...(proven.entry ? disclosedLines(proven.entry) : []).map((line) => `             ${line}`),
    ]),
    ...openIn(report).map((line) => `not checked  ${printable(line)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function describe({ name, index, hash, origin, size, entry }: ProvenAlone): string {
  const what = entry ? `${entryOf(entry)} of block ${index}` : `block ${index}`;
  return `${name}: ${what}, with hash ${hash}, was in the ledger ${origin} when it signed ${blockCount(size)}`;
}

function openIn({ proven, skipped }: ReceiptsReport): string[] {
  return [
    ...skipped.map(describeSkipped),
    ...proven.flatMap(({ name, entry }) => (entry ? gapLines(name, entry) : [])),
    CHAIN,
  ];
}
