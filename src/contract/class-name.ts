import { CLASS_NAME, STUDENT_PART } from "../class/class-names.ts";
import { MAIN } from "./ledger-name.ts";

/** The form of a class's name, in words. */
export const CLASS_NAME_FORM = `1 to 30 lower-case letters, digits and hyphens, without a part of two digits such as -07, which marks a student, and not ${MAIN}`;

/** Whether a text can be the name of a class. Everybody's ledger `main` must not open to a class. */
export function isClassName(name: string): boolean {
  return CLASS_NAME.test(name) && !STUDENT_PART.test(name) && name !== MAIN;
}
