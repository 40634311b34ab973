import * as fc from "fast-check";
import { expect, test } from "vitest";
import { subjectOf } from "../../src/class/class-names.ts";
import type { ClassView } from "../../src/contract/schemas/class.ts";
import { TOUR } from "../../src/page/address/address.ts";
import { inOrder, ORDERS, seatsOf } from "../../src/page/views/board/seats.ts";

const NOW = "2026-11-27T10:30:00.000Z";

/** A class whose students were seen at some time within two minutes, or never. */
const classes: fc.Arbitrary<ClassView> = fc
  .array(
    fc.record({
      code: fc.constantFrom("none" as const, "unused" as const, "used" as const, "withdrawn" as const),
      age: fc.option(fc.integer({ min: 0, max: 120_000 })),
      done: fc.subarray([...TOUR]),
      tries: fc.option(fc.integer({ min: 1, max: 10_000 })),
      hash_rate: fc.option(fc.integer({ min: 0, max: 1e9 })),
    }),
    { minLength: 1, maxLength: 99 },
  )
  .map((students) => ({
    name: "class-7b",
    ends: NOW,
    now: NOW,
    students: students.map(({ code, age, done, tries, hash_rate }, before) => ({
      number: before + 1,
      subject: subjectOf(before + 1),
      sandbox: `class-7b-${before + 1}-1`,
      name: `Name ${before + 1}`,
      code,
      seen: age === null ? null : new Date(Date.parse(NOW) - age).toISOString(),
      report: age === null ? null : { step: "by-hand", done, tries, hash_rate },
    })),
  }));

/** How many blocks some of the students have. */
const counts = fc
  .dictionary(fc.integer({ min: 1, max: 99 }).map(subjectOf), fc.integer({ min: 1, max: 1000 }))
  .map((of) => new Map(Object.entries(of)));

test("every student has a seat, with the blocks of their subject, and no rate unless they are in", () => {
  fc.assert(
    fc.property(classes, counts, (view, blocks) => {
      const seats = seatsOf(view, blocks, false);
      expect(seats.map(({ number }) => number)).toEqual(view.students.map(({ number }) => number));
      expect(seats.map(({ blocks: of }) => of)).toEqual(seats.map(({ subject }) => blocks.get(subject) ?? 0));
      expect(seats.filter(({ presence, rate }) => presence !== "in" && rate !== undefined)).toEqual([]);
    }),
  );
});

test("steps that this page does not have are not counted, and are at no number", () => {
  const report = { step: "gone", done: ["gone", "hash", "hash"], tries: 5, hash_rate: null };
  const student = { number: 1, subject: "student-01", sandbox: "c-1-1", code: "used", seen: NOW, report } as const;
  const [seat] = seatsOf({ name: "c", ends: NOW, now: NOW, students: [student] }, undefined, false);
  expect(seat).toMatchObject({ done: 1, step: undefined, tries: 5 });
  const known = { ...student, report: { ...report, step: "hash" } };
  expect(seatsOf({ name: "c", ends: NOW, now: NOW, students: [known] }, undefined, false)[0]).toMatchObject({
    step: 3,
  });
});

test("no seat holds a name unless names are shown", () => {
  fc.assert(
    fc.property(classes, (view) => {
      expect(JSON.stringify(seatsOf(view, undefined, false))).not.toContain("Name");
      expect(seatsOf(view, undefined, true).map(({ name }) => name)).toEqual(view.students.map(({ name }) => name));
    }),
  );
});

test("every order shows each student once: the most first, and equal ones by number", () => {
  fc.assert(
    fc.property(classes, counts, fc.constantFrom(...ORDERS), (view, blocks, order) => {
      const seats = seatsOf(view, blocks, false);
      const ordered = inOrder(seats, order);
      expect(ordered.toSorted((one, other) => one.number - other.number)).toEqual(seats);
      const amounts = ordered.map((seat) => ({ number: 0, blocks: seat.blocks, progress: seat.done })[order]);
      expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
      const equal = (place: number) => amounts[place] === amounts[place + 1];
      const numbers = ordered.map(({ number }) => number);
      expect(numbers.filter((number, place) => equal(place) && number > (numbers[place + 1] ?? 0))).toEqual([]);
    }),
  );
});
