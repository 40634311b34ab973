/** How the ledgers and the students of a class are named. No name holds a student's own. */

/**
 * The form of a class's name, which is also the name of the ledger that the class shares. It leaves room for the ending of
 * a sandbox's name within the 40 characters of a ledger's.
 */
export const CLASS_NAME = /^[a-z0-9-]{1,30}$/;

/**
 * What no class's name has: a part that could be a student's number. The sandboxes of a class `bio-01` would be named like
 * those of the first student of `bio`, whose token would open them.
 */
export const STUDENT_PART = /-\d\d(?:-|$)/;

/** The most students that a class can have. */
export const MOST_STUDENTS = 99;

/** A student's number as it stands in names, such as `07`. */
export function twoDigits(student: number): string {
  return String(student).padStart(2, "0");
}

/** The ending of the names of all sandboxes of a student, such as `-07-`. */
function endingOf(student: number): string {
  return `-${twoDigits(student)}-`;
}

/**
 * The name of a student's sandbox, such as `class-7b-07-1`.
 *
 * @param student the student's number in the class, from 1
 * @param sandbox counts the student's sandboxes, from 1: a new one is made by starting again
 */
export function sandboxName(className: string, student: number, sandbox: number): string {
  return `${className}${endingOf(student)}${sandbox}`;
}

/** The student's subject: what the blocks name as `mined_by`, such as `student-07`. */
export function subjectOf(student: number): string {
  return `student-${twoDigits(student)}`;
}

/** The number of the student who has this subject; `undefined` if it is no student's. */
export function studentOf(subject: string): number | undefined {
  const number = Number(/^student-(\d\d)$/.exec(subject)?.[1]);
  return number >= 1 && number <= MOST_STUDENTS ? number : undefined;
}

/** The ledgers that a student's token opens, as in its claim `ledgers`: the class's, and the student's sandboxes. */
export function ledgersOf(className: string, student: number): readonly string[] {
  return [className, `${className}${endingOf(student)}*`];
}

/** The scopes of a student's token. */
export const STUDENT_SCOPE = "chain:read chain:mine";
