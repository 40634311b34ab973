import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The words of the sheet's view. The words of the sheet itself are in src/class/sheet/. */
export const sheetStrings = {
  title: (name: string) => `Sheet of ${name}`,
  lead: "Everybody who sees this page sees the codes and the students' names. Do not project it.",
  loading: "Loading the codes…",
  back: "Back to the board",
  print: "Print",
  address: "Address of the class",
  addressHint:
    "This page is open at an address that other devices cannot reach. Enter the https address that npm run class printed.",
  leftOut: (students: readonly number[]) =>
    `Left out, since the code was withdrawn: ${plural(students.length, "student")} (${students.map((each) => number(each)).join(", ")}).`,
  nobody: "All codes were withdrawn. Give the students new ones on the board.",
};
