import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halfSipHash } from "../../../src/ledger/reading/half-sip-hash.ts";
import { NumberTable } from "../../../src/ledger/reading/number-table.ts";

const KEY = Uint32Array.of(1, 2);
const encoder = new TextEncoder();

/** What a database answers that has no corrections, and no index of the numbers. */
const NOTHING = { newestHolder: () => undefined, correctedBy: () => undefined, correctionOf: () => undefined };

/** Blocks with these registration numbers, from index 1 on, without a database index over them. */
function blocksOf(numbers: readonly unknown[]) {
  return { ...NOTHING, regNoAt: (index: number) => numbers[index - 1] };
}

/** Adds a number as the lines of a database do. */
function noteNew(table: NumberTable, regNo: string, index: number): boolean {
  const bytes = encoder.encode(JSON.stringify(regNo));
  return table.noteNew(bytes, 1, bytes.length - 1, index);
}

/** Two numbers with the same hash under the key; among some hundred thousand there are such a pair. */
function collision(): [string, string] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number++) {
    const regNo = `REG-${number}`;
    const bytes = encoder.encode(regNo);
    const hash = halfSipHash(bytes, 0, bytes.length, KEY);
    const other = seen.get(hash);
    if (other !== undefined) return [other, regNo];
    seen.set(hash, regNo);
  }
}

describe("a table of registration numbers", () => {
  test("knows the newest block for each number, whatever the numbers are and however many there are", () => {
    const regNo = fc.oneof(fc.constantFrom("R", "r", '"', "\\", "é", "e\u0301", "𠮷"), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(fc.array(regNo, { maxLength: 300 }), fc.nat(10), (regNos, expected) => {
        const table = new NumberTable(blocksOf(regNos), 1, expected, KEY);
        const model = new Map<string, number>();
        for (const [place, number] of regNos.entries()) {
          const index = place + 1;
          const newest = table.newest(number, index);
          expect(newest).toBe(model.get(number));
          if (newest !== undefined || !noteNew(table, number, index)) table.note(number, index, newest);
          model.set(number, index);
        }
        for (const [number, index] of model) expect(table.newest(number, regNos.length + 1)).toBe(index);
      }),
    );
  });

  test("does not add a number as new if an earlier block holds it", () => {
    const table = new NumberTable(blocksOf(["0", "A", "B", "A"]), 1, 4, KEY);
    expect([noteNew(table, "A", 2), noteNew(table, "B", 3), noteNew(table, "A", 4)]).toEqual([true, true, false]);
    expect(table.newest("A", 4)).toBe(2);
  });

  test("distinguishes numbers with the same hash, and keeps both", () => {
    const [one, other] = collision();
    const table = new NumberTable(blocksOf(["0", one, other]), 1, 3, KEY);
    expect(noteNew(table, one, 2)).toBe(true);
    expect(noteNew(table, other, 3)).toBe(false);
    expect(table.newest(other, 3)).toBeUndefined();
    table.note(other, 3, undefined);
    expect([table.newest(one, 4), table.newest(other, 4)]).toEqual([2, 3]);
  });

  test("forgets what it noted of blocks that turned out to differ", () => {
    const numbers = ["0", "A", "B"];
    const table = new NumberTable(blocksOf(numbers), 1, 3, KEY);
    expect([noteNew(table, "A", 2), noteNew(table, "B", 3)]).toEqual([true, true]);
    // Somebody edits the blocks before they are read again.
    [numbers[1], numbers[2]] = ["B", "A"];
    for (const index of [2, 3]) {
      const regNo = numbers[index - 1] ?? "";
      expect(table.newest(regNo, index)).toBeUndefined();
      table.note(regNo, index, undefined);
    }
    expect([table.newest("B", 4), table.newest("A", 4)]).toEqual([2, 3]);
  });

  test("asks the database for earlier blocks if it does not begin at genesis", () => {
    const asked: unknown[] = [];
    const newestHolder = (...question: [string, number]) => {
      asked.push(question);
      return 3;
    };
    const table = new NumberTable({ ...NOTHING, regNoAt: () => "A", newestHolder }, 10, 12, KEY);
    expect(table.newest("A", 10)).toBe(3);
    table.note("A", 11, 3);
    expect(table.newest("A", 12)).toBe(11);
    expect(asked).toEqual([["A", 10]]);
  });

  test("takes no more memory when the newest block claims a higher index", () => {
    for (const last of [2 ** 53 - 1, Infinity, -1]) {
      expect(noteNew(new NumberTable(blocksOf(["0", "A"]), 1, last, KEY), "A", 2)).toBe(true);
    }
  });
});
