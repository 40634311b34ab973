import type { Fault } from "../chain/fault.ts";
import type { Puzzle } from "../chain/puzzle.ts";
import type { Finding, Gap, Report, Skipped } from "../evidence/verification.ts";
import { jsonLine, printable } from "../client/printable.ts";

/** What a verification found, as one line of JSON for machines. */
export function reportJson(report: Report): string {
  const { checked: _, unchecked: __, skipped: ___, fault, puzzle, ...rest } = report;
  const { right, open } = described(report);
  return `${jsonLine({ valid: !fault, ...rest, ...puzzle, checked: right, unchecked: open, fault })}\n`;
}

/** What a verification found, as lines for people. */
export function reportText(report: Report): string {
  const { fault, puzzle, length, head, genesis } = report;
  const { right, open } = described(report);
  const lines = [
    ...right.map((line) => `right        ${printable(line)}`),
    ...open.map((line) => `not checked  ${printable(line)}`),
    ...(fault ? describeFault(fault) : ["", `${length} blocks, head ${head}`]),
    ...(puzzle ? [...(fault ? [""] : []), `${puzzleText(puzzle)}, genesis ${genesis}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What was right, and what was not checked. */
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
      return `${finding.length} blocks: every hash, link, timestamp, proof of work and record`;
    case "genesis":
      return "genesis: it is the one that was saved";
    case "newest-checkpoint":
      return `the newest checkpoint, of ${finding.size} blocks: its signature, and its root over all of them`;
    case "cosignatures":
      return `cosigned by ${finding.count} of ${finding.witnesses} witnesses`;
    case "kept-checkpoint":
      return `${finding.name}: the ledger still contains the ${finding.size} blocks it was signed for`;
    case "receipt":
      return `${finding.name}: block ${finding.index} stands in the ledger`;
  }
}

function describeSkipped({ check, name, reason }: Skipped): string {
  return `${SKIPPED[check](name)}: ${reason}`;
}

const SKIPPED: Record<Skipped["check"], (name?: string) => string> = {
  blocks: () => "the blocks behind the fault",
  rest: () => "the blocks behind the last one here",
  genesis: () => "whether genesis is the one that was saved",
  "newest-checkpoint": () => "the ledger's newest checkpoint",
  cosignatures: (name = "the newest checkpoint") => `the witnesses' cosignatures of ${name}`,
  "kept-checkpoint": (name = "a checkpoint") => name,
  receipt: (name = "a receipt") => name,
};

const GAPS: Record<Gap, string> = {
  signature: "whether the ledger's key signed all of this: no --vkey was given, or no checkpoint covers its last block",
  history: "whether the past was rewritten: no --checkpoint of this ledger that was kept",
};
