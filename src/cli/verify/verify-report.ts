import type { Fault } from "../../chain/fault.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { ProvenEntry } from "../../evidence/proven-entry.ts";
import type { Finding, Gap, Skipped } from "../../evidence/verification.ts";
import { jsonLine, printable } from "../../chain/printable.ts";
import { blockCount } from "../block-count.ts";
import { authorLines, authorsJson, describeAuthors, isOfAuthors, namesLeftOpen } from "./author-lines.ts";
import type { ReportWithNames } from "./served-names.ts";
import { entryLines, entryOf, gapLines } from "./entry-lines.ts";

/**
 * A verification report as one line of JSON, for machines. `receipts` holds what the receipts of entries prove, with the
 * values that they disclose; `signatures`, `pins` and `author` what was found about authors.
 */
export function reportJson(report: ReportWithNames): string {
  const { checked, fault, puzzle, length, head, root, genesis } = report;
  const { right, open } = described(report);
  const receipts = checked.filter(isOfEntry).map(({ check: ____, ...proven }) => proven);
  return `${jsonLine({
    valid: !fault,
    length,
    head,
    root,
    genesis,
    ...puzzle,
    checked: right,
    unchecked: open,
    ...authorsJson(checked),
    ...(receipts.length > 0 ? { receipts } : {}),
    fault,
  })}\n`;
}

/** A verification report as lines of text, for people. */
export function reportText(report: ReportWithNames): string {
  const { fault, puzzle, length, head, genesis } = report;
  const { open } = described(report);
  const lines = [
    ...report.checked.flatMap((finding) => [
      `right        ${printable(describeFinding(finding))}`,
      ...detailsOf(finding).map((line) => `             ${line}`),
    ]),
    ...open.map((line) => `not checked  ${printable(line)}`),
    ...(fault ? describeFault(fault) : ["", `${blockCount(length)}, head ${head}`]),
    ...(puzzle ? [...(fault ? [""] : []), `${puzzleText(puzzle)}, genesis ${genesis}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What a report says about a finding below its line. */
function detailsOf(finding: Finding): string[] {
  if (isOfAuthors(finding)) return authorLines(finding);
  return isOfEntry(finding) ? entryLines(finding.entry) : [];
}

/** The checks that passed, and those that did not run. */
function described({ checked, skipped, unchecked, lacksNames }: ReportWithNames): { right: string[]; open: string[] } {
  return {
    right: checked.map(describeFinding),
    open: [
      ...skipped.map(describeSkipped),
      ...checked.filter(isOfEntry).flatMap(({ name, entry }) => gapLines(name, entry)),
      ...namesLeftOpen(checked),
      ...unchecked.map((gap) => GAPS[gap]),
      ...(lacksNames ? [NAMES] : []),
    ],
  };
}

/** Whether a finding is that of the receipt of an entry. */
function isOfEntry(finding: Finding): finding is EntryFinding {
  return finding.check === "receipt" && finding.entry !== undefined;
}

type EntryFinding = Extract<Finding, { check: "receipt" }> & { readonly entry: ProvenEntry };

function describeFault({ index, rule, expected, actual, detail }: Fault): string[] {
  return [
    `FAULT        ${printable(detail)}`,
    `             block ${index}, rule ${rule}`,
    `             expected ${printable(expected)}`,
    `             actual   ${printable(actual)}`,
  ];
}

function puzzleText(puzzle: Puzzle): string {
  return `puzzle ${puzzle.puzzle === "squares" ? "squares" : `block-hash, difficulty ${puzzle.difficulty}`}`;
}

function describeFinding(finding: Finding): string {
  switch (finding.check) {
    case "blocks":
      return finding.entries === undefined
        ? `${blockCount(finding.length)}: every hash, link, timestamp, proof of work and record`
        : `${blockCount(finding.length)}: every hash, link, timestamp, proof of work, Merkle root and entry`;
    case "signatures":
    case "pin":
    case "author":
      return describeAuthors(finding);
    case "genesis":
      return "genesis: its hash matches the saved one";
    case "newest-checkpoint":
      return `the newest checkpoint, of ${blockCount(finding.size)}: its signature and its root`;
    case "cosignatures":
      return `cosigned by ${finding.count} of ${finding.witnesses} witness${finding.witnesses === 1 ? "" : "es"}`;
    case "kept-checkpoint":
      return `${finding.name}: the ledger still contains the ${blockCount(finding.size)} that it was signed for`;
    case "copy":
      return `${finding.name}: its ${blockCount(finding.length)} are the ledger's`;
    case "receipt":
      return `${finding.name}: ${isOfEntry(finding) ? `${entryOf(finding.entry)} of ` : ""}block ${finding.index} is in the ledger, with hash ${finding.hash}`;
  }
}

/** A check that was not made, and why. */
export function describeSkipped({ check, name, reason }: Skipped): string {
  return `${SKIPPED[check](name)}: ${reason}`;
}

const SKIPPED: Record<Skipped["check"], (name?: string) => string> = {
  blocks: () => "the blocks after the fault",
  rest: () => "the blocks after the last one here",
  genesis: () => "whether the hash of genesis matches the saved one",
  "newest-checkpoint": () => "the ledger's newest checkpoint",
  cosignatures: (name = "the newest checkpoint") => `the witnesses' cosignatures of ${name}`,
  "kept-checkpoint": (name = "a checkpoint") => name,
  copy: (name = "a copy") => name,
  receipt: (name = "a receipt") => name,
  signatures: () => "the authors' signatures",
  pin: (name = "a name") => `the key that ${name} was pinned to`,
  author: () => "what the key signed",
};

const NAMES =
  "whether another key was enrolled in a pinned name: --url tells the names of all keys to a token with record:read, except those that were erased";

const GAPS: Record<Gap, string> = {
  key: "whether the ledger's key signed all of this: no --vkey was given",
  checkpoint: "whether the ledger's key signed all of this: no --checkpoint with its signature covers the last block",
  history: "whether the past was rewritten: no saved --checkpoint of this ledger was given",
};
