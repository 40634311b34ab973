import type { Puzzle } from "../chain/puzzle.ts";
import type { Finding, Gap, Report } from "../chain/verification.ts";

/** Prints what a verification found: for people, or as one line of JSON for machines. */
export function printReport({ checked, unchecked, fault, puzzle, ...rest }: Report, asJson: boolean): void {
  const right = checked.map(describeFinding);
  const open = unchecked.map((gap) => GAPS[gap]);
  if (asJson) {
    console.log(JSON.stringify({ valid: !fault, ...rest, ...puzzle, checked: right, unchecked: open, fault }));
    return;
  }
  for (const line of right) console.log(`right        ${line}`);
  for (const line of open) console.log(`not checked  ${line}`);
  if (fault) {
    console.log(`FAULT        ${fault.detail}`);
    console.log(`             block ${fault.index}, rule ${fault.rule}`);
    console.log(`             expected ${fault.expected}\n             actual   ${fault.actual}`);
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

const GAPS: Record<Gap, string> = {
  signature: "whether the ledger's key signed all of this: no checkpoint of it, or no --vkey to verify it with",
  history: "whether the past was rewritten: no --checkpoint that was kept",
};
