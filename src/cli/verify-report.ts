import type { Puzzle } from "../chain/puzzle.ts";
import type { Finding, Gap, Report, Skipped } from "../evidence/verification.ts";
import { jsonLine, printable } from "../client/printable.ts";

/** Prints what a verification found: for people, or as one line of JSON for machines. */
export function printReport({ checked, unchecked, skipped, fault, puzzle, ...rest }: Report, asJson: boolean): void {
  const right = checked.map(describeFinding);
  const open = [...skipped.map(describeSkipped), ...unchecked.map((gap) => GAPS[gap])];
  if (asJson) {
    console.log(jsonLine({ valid: !fault, ...rest, ...puzzle, checked: right, unchecked: open, fault }));
    return;
  }
  for (const line of right) console.log(`right        ${printable(line)}`);
  for (const line of open) console.log(`not checked  ${printable(line)}`);
  if (fault) {
    console.log(`FAULT        ${printable(fault.detail)}`);
    console.log(`             block ${fault.index}, rule ${fault.rule}`);
    console.log(`             expected ${printable(fault.expected)}\n             actual   ${printable(fault.actual)}`);
  } else {
    console.log(`\n${rest.length} blocks, head ${rest.head}`);
  }
  if (puzzle) console.log(`${fault ? "\n" : ""}${puzzleText(puzzle)}, genesis ${rest.genesis}`);
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
  signature: "whether the ledger's key signed all of this: no checkpoint of it, or no --vkey to verify it with",
  history: "whether the past was rewritten: no --checkpoint that was kept",
};
