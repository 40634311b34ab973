import { jsonLine, printable } from "../../chain/printable.ts";
import type { ProvenEntry } from "../../evidence/proven-entry.ts";
import { describeSkipped } from "./verify-report.ts";
import { entryLines, entryOf, gapLines } from "./entry-lines.ts";
import type { ProvenAlone, ProvenRead, ReceiptsReport } from "../../evidence/receipts-alone.ts";
import { blockCount } from "../block-count.ts";
import { LOGS } from "../log.ts";

/** What nobody can tell without the chain. */
const CHAIN = "whether the ledger still has these blocks, and all others: neither --url nor --file was given";

/** What a receipt of the log of reads leaves open. */
const READ_GAPS = [
  "whether the log still has this entry: give --log reads and --url to check that too",
  "whether the log names every read: it cannot name those of somebody who opens the ledger's storage with its keys",
] as const;

/** The report on receipts without the chain as one line of JSON, for machines. */
export function receiptsJson(report: ReceiptsReport): string {
  const { proven, reads } = report;
  const checked = [...proven.map(describe), ...reads.map(describeRead)];
  const ofReads = reads.length > 0 ? { reads } : {};
  return `${jsonLine({ checked, unchecked: openIn(report), receipts: proven, ...ofReads })}\n`;
}

/** The report on receipts without the chain as lines of text, for people. */
export function receiptsText(report: ReceiptsReport): string {
  const lines = [
    ...report.proven.flatMap((proven) => [
      `right        ${printable(describe(proven))}`,
      ...(proven.entry ? entryLines(proven.entry) : []).map((line) => `             ${line}`),
    ]),
    ...report.reads.flatMap((read) => [
      `right        ${printable(describeRead(read))}`,
      ...readLines(read).map((line) => `             ${line}`),
    ]),
    ...openIn(report).map((line) => `not checked  ${printable(line)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function describe({ name, index, hash, origin, size, entry }: ProvenAlone): string {
  const what = entry ? `${entryOf(entry)} of block ${index}` : `block ${index}`;
  return `${name}: ${what}, with hash ${hash}, was in the ledger ${origin} when it signed ${blockCount(size)}`;
}

function describeRead({ name, number, origin, size }: ProvenRead): string {
  return `${name}: entry ${number} was in the log of reads ${origin} when it signed ${LOGS.reads.count(size)}`;
}

/** What an entry of the log of reads says, one attribute a line, quoted as disclosed fields are. */
function readLines({ disclosed }: ProvenRead): string[] {
  const attributes = Object.entries(disclosed);
  if (attributes.length === 0) return ["discloses nothing: the key of its month was destroyed, or it was left out"];
  return attributes.map(([name, value]) => `says ${name} ${jsonLine(value)}`);
}

/** Who vouches for the name that a key's receipt discloses. */
function nameLines(name: string, { kind }: ProvenEntry): string[] {
  const open = `${name}: whether it is this person's key: the operator alone says so, unless the founding names a registrar`;
  return kind === "key" ? [open] : [];
}

function openIn({ proven, reads, skipped }: ReceiptsReport): string[] {
  return [
    ...skipped.map(describeSkipped),
    ...proven.flatMap(({ name, entry }) => (entry ? [...gapLines(name, entry), ...nameLines(name, entry)] : [])),
    ...reads.flatMap(({ name }) => READ_GAPS.map((gap) => `${name}: ${gap}`)),
    ...(proven.length > 0 || reads.length === 0 ? [CHAIN] : []),
  ];
}
