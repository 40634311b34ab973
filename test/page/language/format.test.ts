import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../support/page/language/print-formats.ts");

/** Spaces and marks of direction differ between versions of the Unicode data. */
const plain = (text: string) => text.replaceAll(/[\u200e\u200f\u061c]/g, "").replaceAll(/\s/g, " ");

test.each([
  [
    "en",
    {
      number: "1,234,567",
      compact: "1.2M",
      percent: "34%",
      smallPercent: "5.6% 15%",
      list: "a and b",
      duration: "5 min",
      date: "May 3, 2026",
      counted: "1,234,567 blocks",
      forms: "other one other other other other",
    },
  ],
  [
    "es",
    {
      number: "1.234.567",
      compact: "1,2 M",
      percent: "34 %",
      smallPercent: "5,6 % 15 %",
      list: "a y b",
      duration: "5 min",
      date: "3 de mayo de 2026",
      counted: "1.234.567 blocks",
      forms: "other one other other other many",
    },
  ],
  [
    "hi",
    {
      number: "12,34,567",
      compact: "12 लाख",
      percent: "34%",
      smallPercent: "5.6% 15%",
      list: "a और b",
      duration: "5 मि॰",
      date: "3 मई 2026",
      counted: "12,34,567 blocks",
      forms: "one one other other other other",
    },
  ],
  [
    "ar",
    {
      number: "1,234,567",
      compact: "1.2 مليون",
      percent: "34%",
      smallPercent: "5.6% 15%",
      list: "a وb",
      duration: "5 د",
      date: "3 مايو 2026",
      counted: "1,234,567 blocks",
      forms: "zero one two few many other",
    },
  ],
])(
  "in %s, numbers, dates, lists and counts are written as the language does, with the digits 0 to 9",
  (language, expected) => {
    const printed = plain(execFileSync(process.execPath, [PROGRAM, language], { encoding: "utf8" }));

    expect(JSON.parse(printed)).toMatchObject(expected);
    expect(printed).not.toMatch(/(?![0-9])\p{Nd}/u);
  },
);
