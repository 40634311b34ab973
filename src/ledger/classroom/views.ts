import { sandboxName, subjectOf } from "../../class/class-names.ts";
import type { StudentRow } from "./class-store.ts";
import type { Place, Report, StudentView } from "./results.ts";

/** What a student's page reported last, and when. */
export interface Reported {
  readonly seen: string;
  readonly report: Report;
}

/** A student's own name, if there is one. */
export function nameOf({ name }: StudentRow): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

/** What a student may know of the class. @param ends in milliseconds since 1970 */
export function placeIn(className: string, student: StudentRow, ends: number): Place {
  return { class: className, ...numbered(className, student), ...nameOf(student), ends: new Date(ends).toISOString() };
}

/** A student, as the teacher sees them. @param hasCodes whether codes are given out */
export function studentView(
  className: string,
  student: StudentRow,
  hasCodes: boolean,
  { seen, report }: Partial<Reported> = {},
): StudentView {
  const code = hasCodes ? stateOf(student) : "none";
  return { ...numbered(className, student), ...nameOf(student), code, seen: seen ?? null, report: report ?? null };
}

function numbered(className: string, { number, sandbox }: StudentRow): Pick<Place, "number" | "subject" | "sandbox"> {
  return { number, subject: subjectOf(number), sandbox: sandboxName(className, number, sandbox) };
}

function stateOf({ isWithdrawn, isUsed }: StudentRow): "unused" | "used" | "withdrawn" {
  if (isWithdrawn) return "withdrawn";
  return isUsed ? "used" : "unused";
}
