import type {
  ClassCodes,
  ClassTerms,
  ClassView,
  Code,
  ExchangedCode,
  PlaceInClass,
  StudentCode,
  StudentReport,
} from "../../contract/schemas/class.ts";
import type { LedgerClient } from "../client.ts";

export type {
  ClassCodes,
  ClassTerms,
  ClassView,
  Code,
  ExchangedCode,
  PlaceInClass,
  Student,
  StudentCode,
  StudentReport,
} from "../../contract/schemas/class.ts";

/**
 * Opens a class, or changes the names of its students and its end. Needs the scope `class:teach`, and a token that opens
 * the ledger of this name. Safe to repeat.
 *
 * @param name of the class, and of the ledger that it shares
 * @throws Refusal `class-conflict` if it is open with another number of students, `invalid-class`
 * @throws Unreachable if the deployment does not respond
 */
export function openClass(
  client: LedgerClient,
  name: string,
  terms: ClassTerms,
  signal: AbortSignal | null = null,
): Promise<ClassView> {
  return client.send("PUT", pathOf(name), terms, {}, signal) as Promise<ClassView>;
}

/**
 * Reads a class, with what its students' pages reported last. Needs the scope `class:teach`.
 *
 * @throws Refusal `class-not-found`
 * @throws Unreachable if the deployment does not respond
 */
export function readClass(client: LedgerClient, name: string, signal: AbortSignal | null = null): Promise<ClassView> {
  return client.get(pathOf(name), { signal }) as Promise<ClassView>;
}

/**
 * Closes a class: deletes its students' names and reports, and voids its codes. Needs the scope `class:teach`. Safe to
 * repeat.
 *
 * @throws Unreachable if the deployment does not respond
 */
export async function closeClass(client: LedgerClient, name: string, signal: AbortSignal | null = null): Promise<void> {
  await client.exchange(pathOf(name), { method: "DELETE", signal }, () => Promise.resolve());
}

/**
 * Reads the codes of a class. Needs the scope `class:teach`.
 *
 * @throws Refusal `class-not-found` also if the deployment gives out no codes for the class
 * @throws Unreachable if the deployment does not respond
 */
export function readCodes(client: LedgerClient, name: string, signal: AbortSignal | null = null): Promise<ClassCodes> {
  return client.get(`${pathOf(name)}/codes`, { signal }) as Promise<ClassCodes>;
}

/**
 * Gives a student a new code; the old one and the tokens issued for it are void at once. Needs the scope
 * `class:teach`. If it is repeated, the last answer counts.
 *
 * @throws Refusal, Unreachable as {@link readCodes}
 */
export function issueCode(
  client: LedgerClient,
  name: string,
  student: number,
  signal: AbortSignal | null = null,
): Promise<StudentCode> {
  return client.post(`${pathOf(name)}/codes/${student}`, undefined, signal) as Promise<StudentCode>;
}

/**
 * Withdraws a student's code; it and the tokens issued for it are void at once. Needs the scope `class:teach`. Safe to
 * repeat.
 *
 * @throws Refusal, Unreachable as {@link readCodes}
 */
export async function withdrawCode(
  client: LedgerClient,
  name: string,
  student: number,
  signal: AbortSignal | null = null,
): Promise<void> {
  const path = `${pathOf(name)}/codes/${student}`;
  await client.exchange(path, { method: "DELETE", signal }, () => Promise.resolve());
}

/**
 * Reads a student's own place in the class. Needs the scope `chain:read`.
 *
 * @throws Refusal `not-in-class` unless the token is that of one of its students, `class-not-found`
 * @throws Unreachable if the deployment does not respond
 */
export function readPlace(
  client: LedgerClient,
  name: string,
  signal: AbortSignal | null = null,
): Promise<PlaceInClass> {
  return client.get(`${pathOf(name)}/self`, { signal }) as Promise<PlaceInClass>;
}

/**
 * Tells the teacher what a student is doing. Needs the scope `chain:mine`. Safe to repeat.
 *
 * @throws Refusal, Unreachable as {@link readPlace}
 */
export async function sendReport(
  client: LedgerClient,
  name: string,
  report: StudentReport,
  signal: AbortSignal | null = null,
): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "PUT", headers, body: JSON.stringify(report), signal };
  await client.exchange(`${pathOf(name)}/self`, init, () => Promise.resolve());
}

/**
 * Gives a student a fresh sandbox: deletes the present one for good, and creates the next. Needs the scope `chain:mine`.
 * Safe to repeat.
 *
 * @param replaces the name of the student's present sandbox
 * @throws Refusal `class-conflict` if that is not theirs, or they started again too often, and as {@link readPlace}
 * @throws Unreachable if the deployment does not respond
 */
export function startAgain(
  client: LedgerClient,
  name: string,
  replaces: string,
  signal: AbortSignal | null = null,
): Promise<PlaceInClass> {
  return client.post(`${pathOf(name)}/self/sandbox`, { replaces }, signal) as Promise<PlaceInClass>;
}

/**
 * Exchanges a student's code for a token. Needs no token.
 *
 * @param client of any ledger of the deployment, without a token
 * @param code as typed, and a secret of the device, with which it can be exchanged again
 * @throws Refusal `code-refused`, or `not-found` where no codes are given out
 * @throws Unreachable if the deployment does not respond, or for `rate-limited` after too many wrong codes
 */
export function exchangeCode(
  client: LedgerClient,
  code: Required<Code>,
  signal: AbortSignal | null = null,
): Promise<ExchangedCode> {
  return client.post("/codes", code, signal) as Promise<ExchangedCode>;
}

function pathOf(name: string): string {
  return `/classes/${encodeURIComponent(name)}`;
}
