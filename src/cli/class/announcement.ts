import { counted } from "../../chain/text/counted.ts";
import { expectedAttempts } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { ClassPlan } from "./class-plan.ts";

/** How many hashes a ledger on a machine like the reference machine computes in a second. */
const SPEED = 8_000_000;

/** What the command tells the teacher once the class is open. */
export interface Opened {
  readonly plan: ClassPlan;
  readonly ends: Date;
  /** The path of the sheet. */
  readonly sheet: string;
  /** The addresses for the students' browsers. */
  readonly addresses: readonly string[];
}

/** What only a class on this machine has. */
export interface OnThisMachine {
  /** The addresses of the help page. */
  readonly helpPages: readonly string[];
  readonly fingerprint: string;
}

/** What students need, and what was opened. The board comes later, since it shows the class's ledger. */
export function announcement({ plan, ends, sheet, addresses }: Opened, machine?: OnThisMachine): string {
  const until = timeOf(ends);
  return paragraphs(
    `The class ${plan.name} is open: ${counted(plan.students.length, "student")}, until ${until}.`,
    `The sheet with ${machine ? "the codes" : "the links"}, to print and cut:\n  ${sheet}`,
    `The students' address:\n${listed(addresses)}`,
    ...(machine ? certificateWords(machine) : linkWords(until)),
    `The board follows when the class's ledger is there. ${machine ? waitFor(plan.puzzle) : ""}`.trimEnd(),
  );
}

function certificateWords({ helpPages, fingerprint }: OnThisMachine): string[] {
  return [
    `Browsers warn about this machine's certificate. This page says what to press then, and what to do if there is nothing to press:\n${listed(helpPages)}`,
    `The certificate's SHA-256 fingerprint, to compare with what a browser shows:\n  ${fingerprint}`,
  ];
}

function linkWords(until: string): string[] {
  return [
    `A link signs in whoever has it, and cannot be withdrawn: until ${until}, a student's link works in every browser, and the browser's history keeps it.`,
  ];
}

/** How long the first block takes, if the teacher would notice. */
function waitFor(puzzle: Puzzle): string {
  const seconds = puzzle.puzzle === "squares" ? 0 : expectedAttempts(puzzle.difficulty) / SPEED;
  if (seconds < 10) return "";
  const wait = seconds < 90 ? counted(Math.round(seconds), "second") : counted(Math.round(seconds / 60), "minute");
  return `The search for its first block takes about ${wait} on a fast machine. Students can sign in now.`;
}

/**
 * What the command tells the teacher once the class's ledger is there.
 *
 * @param board the link with which the teacher's browser opens the board
 * @param keep whether everything is kept at the end
 */
export function boardWords(name: string, ends: Date, board: string, keep: boolean): string {
  return paragraphs(
    `The class's ledger, ${name}, is ready. The board, for you alone:\n  ${board}`,
    `This link stays in the browser's history. Until ${timeOf(ends)}, whoever opens it there can teach the class.`,
    keep
      ? "Ctrl-C ends the class, and keeps everything."
      : "Ctrl-C ends the class, and deletes its ledgers, its sheet and the students' names for good. To keep them, start with --keep.",
  );
}

function paragraphs(...all: readonly string[]): string {
  return `\n${all.join("\n\n")}`;
}

/** A time, with its day if it is not today's. */
function timeOf(time: Date): string {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const isToday = time.toDateString() === new Date().toDateString();
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  return time.toLocaleString("en-GB", isToday ? clock : { ...day, ...clock });
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
