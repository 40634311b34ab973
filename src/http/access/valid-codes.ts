import { studentOf } from "../../class/class-names.ts";
import { isClassName } from "../../contract/class-name.ts";
import { classroomOf } from "../classes/classrooms.ts";
import type { Env } from "../environment.ts";
import type { Caller } from "./caller.ts";
import { invalidToken } from "./token-problems.ts";

/** How long the answer of a class is used, in milliseconds: pages send several requests a second. */
const KNOWN_FOR = 1000;

/** The most classes whose answers are kept. Usually there is one. */
const MOST_KNOWN = 100;

/** Which issue of each student's code is valid, by the student's number; `undefined` if there is no class. */
type Issues = ReadonlyMap<number, number> | undefined;

const known = new Map<string, { readonly until: number; readonly issues: Promise<Issues> }>();

/**
 * Refuses a token that was issued for a student's code, unless that code is still valid. Only deployments that give out
 * codes ask: elsewhere, tokens may have claims of these names in another sense.
 */
export async function requireValidCode(env: Env, { class: name, code, subject }: Caller): Promise<void> {
  if (!env.CLASS_KEY || name === undefined || code === undefined) return;
  const issues = isClassName(name) ? await issuesOf(env, name) : undefined;
  if (!issues) throw invalidToken("its class is over", "Ask your teacher.");
  const number = studentOf(subject);
  if (number !== undefined && issues.get(number) === code) return;
  throw invalidToken("your code was withdrawn: ask your teacher", "A new code lets you in again.");
}

/** Forgets what a class answered. Call this when codes of it were withdrawn or issued, or it was opened or closed. */
export function forgetCodes(name: string): void {
  known.delete(name);
}

function issuesOf(env: Env, name: string): Promise<Issues> {
  const now = Date.now();
  const last = known.get(name);
  if (last && now < last.until && last.until <= now + KNOWN_FOR) return last.issues;
  if (known.size >= MOST_KNOWN) known.clear();
  const issues = Promise.resolve(classroomOf(env, name).validIssues());
  known.set(name, { until: now + KNOWN_FOR, issues });
  issues.catch(() => known.delete(name));
  return issues;
}
