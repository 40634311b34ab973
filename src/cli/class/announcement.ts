import { counted } from "../../chain/counted.ts";
import type { ClassPlan } from "./class-plan.ts";

/** What the command tells the teacher once the class is open. */
export interface Opened {
  readonly plan: ClassPlan;
  readonly ends: Date;
  /** The path of the sheet. */
  readonly sheet: string;
  /** The addresses for the students' browsers. */
  readonly addresses: readonly string[];
  /** The link with which the teacher's browser opens the board. */
  readonly board: string;
  /** Whether everything is kept at the end. */
  readonly keep: boolean;
}

/** What a class on this machine has besides. */
export interface OnThisMachine {
  /** The addresses of the door. */
  readonly doors: readonly string[];
  readonly fingerprint: string;
}

/** What students and the teacher need, and what was opened. */
export function announcement({ plan, ends, sheet, addresses, board, keep }: Opened, machine?: OnThisMachine): string {
  const until = timeOf(ends);
  return [
    `The class ${plan.name} is open: ${counted(plan.students.length, "student")}, until ${until}.`,
    `The sheet with ${machine ? "the codes" : "the links"}, to print and cut:\n  ${sheet}`,
    `The board, for you alone:\n  ${board}`,
    `This link stays in the browser's history. Until ${until}, whoever opens it there can teach the class.`,
    `The students' address:\n${listed(addresses)}`,
    ...(machine ? certificateWords(machine) : linkWords(until)),
    keep
      ? "Ctrl-C ends the class, and keeps everything."
      : "Ctrl-C ends the class, and deletes its ledgers, its sheet and the students' names for good. To keep them, start with --keep.",
  ].join("\n\n");
}

function certificateWords({ doors, fingerprint }: OnThisMachine): string[] {
  return [
    `Browsers warn about this machine's certificate. This page says what to press then, and what to do if there is nothing to press:\n${listed(doors)}`,
    `The certificate's SHA-256 fingerprint, to compare with what a browser shows:\n  ${fingerprint}`,
  ];
}

function linkWords(until: string): string[] {
  return [
    `A link signs in whoever has it, and cannot be withdrawn: until ${until}, a student's link works in every browser, and the browser's history keeps it.`,
  ];
}

/** A time, with its day if it is not today's. */
export function timeOf(time: Date): string {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const isToday = time.toDateString() === new Date().toDateString();
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  return time.toLocaleString("en-GB", isToday ? clock : { ...day, ...clock });
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join("\n");
}
