import type { ParseArgsOptionsConfig } from "node:util";
import { DIFFICULTY_RANGE } from "../../chain/proof-of-work.ts";
import { MOST_STUDENTS } from "../../class/class-names.ts";
import { LONGEST_CLASS } from "../../class/limits.ts";
import { ledgerAddress } from "../../client/transport/address.ts";
import { CLASS_NAME_FORM, isClassName } from "../../contract/class-name.ts";
import { UsageError, type Values } from "../command.ts";
import type { AskedPlan } from "./class-plan.ts";
import { readNameList } from "./name-list.ts";

/** The options that say what class it is. They have no defaults, since a class that is resumed has its own. */
export const PLAN_OPTIONS = {
  students: { type: "string" },
  list: { type: "string" },
  name: { type: "string" },
  puzzle: { type: "string" },
  difficulty: { type: "string" },
  url: { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

const HOUR = 3_600_000;

/** The longest time that a class may take, in hours. */
const MOST_HOURS = LONGEST_CLASS / HOUR;

/**
 * What the options say about the class.
 *
 * @throws UsageError if a value is not one that the option can have
 * @throws Error if the list cannot be read
 */
export async function askedPlan(values: Values<typeof PLAN_OPTIONS>): Promise<AskedPlan> {
  const { name, students, list, url } = values;
  if (name !== undefined && !isClassName(name)) {
    throw new UsageError(`--name must be ${CLASS_NAME_FORM}.`);
  }
  if (students !== undefined && list !== undefined) throw new UsageError("Give --students or --list, and not both.");
  return {
    name,
    students: list !== undefined ? await readNameList(list) : students === undefined ? undefined : unnamed(students),
    puzzle: puzzleOf(values),
    url: url === undefined ? undefined : deploymentAddress(url),
  };
}

function deploymentAddress(url: string): string {
  const address = ledgerAddress(url);
  if (/\/ledgers\//.test(address)) throw new UsageError("--url must be the deployment's address, without /ledgers/…");
  return address;
}

function unnamed(students: string): null[] {
  return Array.from({ length: wholeNumber("--students", students, 1, MOST_STUDENTS) }, () => null);
}

function puzzleOf({ puzzle, difficulty }: Values<typeof PLAN_OPTIONS>): AskedPlan["puzzle"] {
  if (puzzle === undefined && difficulty === undefined) return undefined;
  if (puzzle !== undefined && puzzle !== "squares" && puzzle !== "block-hash") {
    throw new UsageError("--puzzle must be squares or block-hash.");
  }
  if (difficulty === undefined) return { puzzle: puzzle ?? "block-hash" };
  if (puzzle === "squares") throw new UsageError("--difficulty is for the puzzle block-hash only.");
  const { min, max } = DIFFICULTY_RANGE;
  return { puzzle: "block-hash", difficulty: wholeNumber("--difficulty", difficulty, min, max) };
}

/** The duration of the class in milliseconds. @throws UsageError if it is none */
export function durationOf(hours: string): number {
  const number = /^\d+(?:\.\d+)?$/.test(hours) ? Number(hours) : 0;
  if (!(number > 0 && number <= MOST_HOURS))
    throw new UsageError(`--hours must be more than 0 and at most ${MOST_HOURS}.`);
  return number * HOUR;
}

/** The port of the class; the one after it is the help page's. @throws UsageError if it is none */
export function portOf(port: string): number {
  return wholeNumber("--port", port, 1, 65_534);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new UsageError(`${option} must be a whole number from ${least} to ${most}.`);
  return number;
}
