/** Prints the page's formats in the language that is given as an argument, as JSON: the language is chosen once in a process. */
import { argv, stdout } from "node:process";

const chosen = argv[2] ?? "";
Object.assign(globalThis, { document: { documentElement: {} }, localStorage: { getItem: () => chosen } });
const { compact, counted, date, duration, list, number, percent, time } =
  await import("../../../../src/page/language/format.ts");

/** A noun with a form for each category that a language can have. */
const NOUN = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };

const printed = {
  number: number(1_234_567),
  compact: compact(1_234_567),
  percent: percent(0.34),
  smallPercent: [0.0564, 0.1512].map((share) => percent(share)).join(" "),
  list: list(["a", "b"]),
  duration: duration(300_000),
  date: date(new Date(2026, 4, 3).getTime()),
  time: time("2026-05-03T10:15:00Z"),
  counted: counted(1_234_567, { other: "# blocks" }),
  forms: [0, 1, 2, 3, 11, 1_000_000].map((count) => counted(count, NOUN)).join(" "),
};
stdout.write(JSON.stringify(printed));
