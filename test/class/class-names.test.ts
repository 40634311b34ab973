import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CLASS_NAME, ledgersOf, MOST_STUDENTS, sandboxName, subjectOf } from "../../src/class/class-names.ts";
import { LEDGER_NAME } from "../../src/contract/ledger-name.ts";
import { isClassName } from "../../src/contract/class-name.ts";

const className = fc.stringMatching(CLASS_NAME).filter(isClassName);
const student = fc.integer({ min: 1, max: MOST_STUDENTS });

/** Whether a token of this student opens a ledger. */
const opens = (name: string, number: number, ledger: string): boolean =>
  ledgersOf(name, number).some((entry) =>
    entry.endsWith("*") ? ledger.startsWith(entry.slice(0, -1)) : entry === ledger,
  );

test("a student's token opens the student's own sandboxes, and nobody else's", () => {
  fc.assert(
    fc.property(className, student, student, fc.integer({ min: 1, max: 9999 }), (name, one, other, count) => {
      const sandbox = sandboxName(name, other, count);
      expect(sandbox).toMatch(LEDGER_NAME);
      expect(opens(name, one, sandbox)).toBe(one === other);
    }),
  );
});

test("a student's token opens no ledger of another class, however alike the names are", () => {
  const ending = fc.stringMatching(/^(-?[a-z0-9]{1,2})?$/);
  fc.assert(
    fc.property(className, ending, student, student, (name, added, one, other) => {
      const alike = [
        `${name}-x${added}`,
        `${name}${added}z`,
        sandboxName(name, one, 1),
        `${sandboxName(name, one, 1).slice(0, -2)}${added}`,
      ];
      for (const another of alike.filter(isClassName)) {
        for (const ledger of [another, sandboxName(another, other, 1)]) expect(opens(name, one, ledger)).toBe(false);
      }
    }),
  );
});

test.each(["bio-01", "bio-01-a", "bio-12-1", "class-99"])("%s is no class's name: it is like a sandbox's", (name) => {
  expect(isClassName(name)).toBe(false);
});

test.each(["class", "class-7b", "bio-1", "bio-2026", "07-b", "bio-07b"])("%s is a class's name", (name) => {
  expect(isClassName(name)).toBe(true);
});

test("students have subjects of their own", () => {
  const subjects = Array.from({ length: MOST_STUDENTS }, (_, place) => subjectOf(place + 1));
  expect(new Set(subjects).size).toBe(MOST_STUDENTS);
  expect(subjects.slice(5, 7)).toEqual(["student-06", "student-07"]);
});
