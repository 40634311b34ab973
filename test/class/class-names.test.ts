import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  CLASS_NAME,
  ledgersOf,
  MOST_STUDENTS,
  sandboxName,
  studentOf,
  subjectOf,
} from "../../src/class/class-names.ts";
import { LEDGER_NAME } from "../../src/contract/ledger-name.ts";

const className = fc.stringMatching(CLASS_NAME);
const student = fc.integer({ min: 1, max: MOST_STUDENTS });

test("a student's token opens the student's own sandboxes, and nobody else's", () => {
  fc.assert(
    fc.property(className, student, student, fc.integer({ min: 1, max: 9999 }), (name, one, other, count) => {
      const sandbox = sandboxName(name, other, count);
      expect(sandbox).toMatch(LEDGER_NAME);
      const opens = ledgersOf(name, one).some((entry) =>
        entry.endsWith("*") ? sandbox.startsWith(entry.slice(0, -1)) : entry === sandbox,
      );
      expect(opens).toBe(one === other);
    }),
  );
});

test("students have subjects of their own", () => {
  const subjects = Array.from({ length: MOST_STUDENTS }, (_, place) => subjectOf(place + 1));
  expect(new Set(subjects).size).toBe(MOST_STUDENTS);
  expect(subjects.slice(5, 7)).toEqual(["student-06", "student-07"]);
});

test("a subject leads back to its student, and any other text to none", () => {
  fc.assert(
    fc.property(student, (number) => {
      expect(studentOf(subjectOf(number))).toBe(number);
    }),
  );
  const others = fc.oneof(
    fc.constantFrom(
      "student-00",
      "student-7",
      "student-007",
      "student-07\n",
      "Student-07",
      "student--7",
      "teacher",
      "",
    ),
    fc.string().filter((text) => !/^student-\d\d$/.test(text)),
  );
  fc.assert(
    fc.property(others, (text) => {
      expect(studentOf(text)).toBeUndefined();
    }),
  );
});
