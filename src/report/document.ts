import type { Puzzle } from "../chain/puzzle.ts";
import type { FoundFault } from "../evidence/checking/findings.ts";

/**
 * A report as sentences, which a terminal, JSON, the page and a saved file all show. They start with a small letter, and
 * external text in them is marked as words.ts says.
 */
export interface ReportDocument {
  /** What was verified: a heading. */
  readonly title: string;
  readonly verdict: Verdict;
  /** What was checked and is right. */
  readonly right: readonly Item[];
  /** When witnesses saw the chain. */
  readonly witnessed: readonly string[];
  /** What was not checked, and why. */
  readonly open: readonly string[];
  readonly faults: readonly FoundFault[];
  /** A sentence that says how many faults are listed; present only if the list is not complete. */
  readonly moreFaults?: string;
  /** Where a rewritten chain differs. */
  readonly divergence?: string;
  /** What to do now. */
  readonly advice: readonly string[];
  /** The chain that was verified; absent if it was none. */
  readonly chain?: ChainFacts;
  /** A signed text that proves the fault, and what to do with it. */
  readonly evidence?: { readonly lead: string; readonly text: string };
}

/** The outcome of a verification. */
export interface Verdict {
  /**
   * `faulty` if a fault was found; otherwise `incomplete` if a check could not be made, or `unsigned` if no signature
   * covers the blocks.
   */
  readonly outcome: "right" | "unsigned" | "incomplete" | "faulty";
  readonly text: string;
}

/** A check that passed. */
export interface Item {
  readonly text: string;
  /** What it found besides. */
  readonly details: readonly string[];
  readonly disclosure?: Disclosure;
}

/** What a receipt discloses, which may be patient data. */
export interface Disclosure {
  readonly verb: "discloses" | "says";
  readonly fields: readonly (readonly [name: string, value: string | number | boolean | null])[];
}

/** What identifies a verified chain. */
export interface ChainFacts {
  readonly length: number;
  readonly head: string | undefined;
  readonly root: string;
  readonly genesis: string | undefined;
  readonly puzzle: Puzzle | undefined;
}

const VERDICTS = {
  right: "all checks passed",
  unsigned: "the blocks are consistent, but no signature shows whose they are",
  incomplete: "all checks that ran passed, but some could not run",
  faulty: "a fault was found",
} as const satisfies Record<Verdict["outcome"], string>;

/** A verdict with its words. */
export function verdictOf(outcome: Verdict["outcome"]): Verdict {
  return { outcome, text: VERDICTS[outcome] };
}

/** A puzzle as reports name it. */
export function puzzleText(puzzle: Puzzle): string {
  return puzzle.puzzle === "squares" ? "squares" : `block-hash, difficulty ${puzzle.difficulty}`;
}
