import type { Fault } from "../../chain/fault.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { Finding, Gap, Report, Skipped } from "../../evidence/verification.ts";
import { jsonLine, printable } from "../../client/printable.ts";
import { blockCount } from "../block-count.ts";

/** A verification report as one line of JSON, for machines. */
export function reportJson(report: Report): string {
  const { checked: _, unchecked: __, skipped: ___, fault, puzzle, ...rest } = report;
  const { right, open } = described(report);
  return `${jsonLine({ valid: !fault, ...rest, ...puzzle, checked: right, unchecked: open, fault })}\n`;
}

/** A verification report as lines of text, for people. */
export function reportText(report: Report): string {
  const { fault, puzzle, length, head, genesis } = report;
  const { right, open } = described(report);
  const lines = [
    ...right.map((line) => `right        ${printable(line)}`),
    ...open.map((line) => `not checked  ${printable(line)}`),
    ...(fault ? describeFault(fault) : ["", `${blockCount(length)}, head ${head}`]),
    ...(puzzle ? [...(fault ? [""] : []), `${puzzleText(puzzle)}, genesis ${genesis}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The checks that passed, and those that did not run. */
function described({ checked, skipped, unchecked }: Report): { right: string[]; open: string[] } {
  return {
    right: checked.map(describeFinding),
    open: [...skipped.map(describeSkipped), ...unchecked.map((gap) => GAPS[gap])],
  };
}

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
      return `${blockCount(finding.length)}: every hash, link, timestamp, proof of work and record`;
    case "genesis":
      return "genesis: its hash matches the saved one";
    case "newest-checkpoint":
      return `the newest checkpoint, of ${blockCount(finding.size)}: its signature and its root`;
    case "cosignatures":
      return `cosigned by ${finding.count} of ${finding.witnesses} witness${finding.witnesses === 1 ? "" : "es"}`;
    case "kept-checkpoint":
      return `${finding.name}: the ledger still contains the ${blockCount(finding.size)} that it was signed for`;
    case "receipt":
      return `${finding.name}: block ${finding.index} is in the ledger, with hash ${finding.hash}`;
  }
}

function describeSkipped({ check, name, reason }: Skipped): string {
  return `${SKIPPED[check](name)}: ${reason}`;
}

const SKIPPED: Record<Skipped["check"], (name?: string) => string> = {
  blocks: () => "the blocks after the fault",
  rest: () => "the blocks after the last one here",
  genesis: () => "whether the hash of genesis matches the saved one",
  "newest-checkpoint": () => "the ledger's newest checkpoint",
  cosignatures: (name = "the newest checkpoint") => `the witnesses' cosignatures of ${name}`,
  "kept-checkpoint": (name = "a checkpoint") => name,
  receipt: (name = "a receipt") => name,
};

const GAPS: Record<Gap, string> = {
  key: "whether the ledger's key signed all of this: no --vkey was given",
  checkpoint: "whether the ledger's key signed all of this: no --checkpoint with its signature covers the last block",
  history: "whether the past was rewritten: no saved --checkpoint of this ledger was given",
};
