import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { formatFault, isTimestamp } from "../../src/chain/format.ts";
import { blockAt, blockHashChain, chains, squaresChain } from "../support/chain/chains.ts";

const block = blockAt(squaresChain, 3);
const minedBlock = blockAt(blockHashChain, 2);

const NO_TEXT = [null, 7, true, ["Alice"], { toString: "Alice" }, "Ali\ud83dce"];
const NO_NUMBER = [null, "2", true, [2], 2.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -1];
const NO_HASH = [
  null,
  7,
  "",
  "0".repeat(63),
  "0".repeat(65),
  block.hash.toUpperCase(),
  `${block.hash}\n`,
  `${block.hash.slice(1)}g`,
];

/** Invalid values of each attribute, each close to a valid one. */
const WRONG: Record<keyof Block, readonly unknown[]> = {
  index: [...NO_NUMBER, 0],
  timestamp: [
    null,
    1_767_312_000_000,
    "",
    "2026-01-02",
    "2026-01-02T00:00:00Z",
    "2026-01-02T00:00:00.000",
    "2026-01-02T00:00:00.0000Z",
    "2026-01-02t00:00:00.000z",
    "2026-01-02 00:00:00.000Z",
    "2026-01-02T00:00:00.000+00:00",
    "2026-01-02T00:00:00.000Z\n",
    "+002026-01-02T00:00:00.000Z",
    // Each of these is a time that does not exist, or has another canonical spelling.
    "2026-02-29T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-01-01T24:00:00.000Z",
    "2026-12-31T23:59:60.000Z",
  ],
  patient_name: NO_TEXT,
  patient_ID: NO_TEXT,
  Reg_no: NO_TEXT,
  author: NO_TEXT,
  mined_by: NO_TEXT,
  // The block is the third, so these include genesis and the block itself.
  corrects: [...NO_NUMBER, 0, 1, 3, 4],
  difficulty: [...NO_NUMBER, 0, 7, 33],
  proof: NO_NUMBER,
  previous_hash: [...NO_HASH, "00"],
  hash: [...NO_HASH, "0"],
};

const wrongAttributes = Object.entries(WRONG).flatMap(([name, values]) => values.map((value) => ({ name, value })));
const requiredNames = Object.keys(block);

describe("a block's format", () => {
  test.each(chains)("fits every block of the $puzzle vector", ({ chain }) => {
    expect(chain.map((value) => formatFault(value))).toEqual(chain.map(() => undefined));
  });

  test.each([
    ["the first index", { index: 1 }],
    ["the largest index", { index: Number.MAX_SAFE_INTEGER }],
    ["proof 0", { proof: 0 }],
    ["a squares proof of 2^53 - 1", { proof: Number.MAX_SAFE_INTEGER }],
    ["a leap day", { timestamp: "2024-02-29T23:59:59.999Z" }],
    ["a previous hash of 0", { previous_hash: "0" }],
    ["an empty text, which is for the record rules to refuse", { patient_name: "" }],
    ["a difficulty of undefined", { difficulty: undefined }],
    ["an author who is not the miner", { author: "dr-bose" }],
    ["an author that differs from the miner by its case", { author: block.mined_by.toUpperCase() }],
    ["an author of undefined", { author: undefined }],
    ["a correction of the block before", { corrects: 2 }],
    ["a correction of any earlier block but genesis", { index: 2 ** 53 - 1, corrects: 2 ** 53 - 2 }],
    ["a correction of undefined", { corrects: undefined }],
  ])("allows %s", (_, edit) => {
    expect(formatFault({ ...block, ...edit })).toBeUndefined();
  });

  test.each([
    ["the lowest difficulty", { difficulty: 8 }],
    ["the highest difficulty", { difficulty: 32 }],
    ["the largest nonce", { proof: 2 ** 32 - 1 }],
  ])("allows %s on a block-hash ledger", (_, edit) => {
    expect(formatFault({ ...minedBlock, ...edit })).toBeUndefined();
  });

  test.each([undefined, null, 7, "block", true, Symbol("block"), [], [block], () => block].map((value) => [value]))(
    "does not fit %o",
    (value) => {
      expect(formatFault(value)).toEqual({ expected: "a block", actual: "something else" });
    },
  );

  test.each(requiredNames)("requires the attribute %s", (name) => {
    const without = Object.fromEntries(Object.entries(block).filter(([key]) => key !== name));
    const fault = formatFault(without);
    expect(fault?.expected).toMatch(new RegExp(`^${name}: `));
    expect(fault?.actual).toBe(`${name}: absent`);
  });

  test("reports the first missing attribute of an empty object", () => {
    expect(formatFault({})).toEqual({ expected: "index: a whole number from 1", actual: "index: absent" });
  });

  test.each(wrongAttributes)("does not allow $name to be $value", ({ name, value }) => {
    const fault = formatFault({ ...block, [name]: value });
    expect(fault?.expected).toMatch(new RegExp(`^${name}: `));
    expect(fault?.actual).toBe(`${name}: something else`);
  });

  test("does not allow a nonce of more than 32 bits on a block-hash ledger", () => {
    expect(formatFault({ ...minedBlock, proof: 2 ** 32 })).toEqual({
      expected: "proof: a 32-bit nonce",
      actual: "proof: 4294967296",
    });
  });

  test("does not allow an author equal to the miner", () => {
    expect(formatFault({ ...block, author: block.mined_by })).toEqual({
      expected: "author: absent if equal to mined_by",
      actual: "author: the same as mined_by",
    });
  });

  test.each(["Alice", "Author", "Hash", "hash ", "", "constructor", "toString", "__proto__"])(
    "does not allow an additional attribute such as %j, and does not echo its name",
    (name) => {
      // As JSON.parse would make it: an own attribute, even if it is called __proto__.
      const value = Object.fromEntries([...Object.entries(block), [name, "Alice"]]);
      expect(formatFault(value)).toEqual({ expected: "no other attribute", actual: "an unknown attribute" });
    },
  );

  test("does not fit anything else, and never throws", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
        expect(formatFault(value)).toBeDefined();
      }),
    );
  });
});

/** A number as two digits. */
function two(number: number): string {
  return String(number).padStart(2, "0");
}

describe("a timestamp", () => {
  test("is valid on existing calendar days only", () => {
    for (const year of ["0000", "1900", "2000", "2023", "2024", "9999"]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const value = `${year}-${two(month)}-${two(day)}T12:00:00.000Z`;
          const time = Date.parse(value);
          const exists = !Number.isNaN(time) && new Date(time).toISOString() === value;
          expect({ value, is: isTimestamp(value) }).toEqual({ value, is: exists });
        }
      }
    }
  });

  test("is valid at existing times of day only", () => {
    for (let number = 0; number < 100; number++) {
      expect(isTimestamp(`2026-01-02T${two(number)}:00:00.000Z`)).toBe(number < 24);
      expect(isTimestamp(`2026-01-02T00:${two(number)}:00.000Z`)).toBe(number < 60);
      expect(isTimestamp(`2026-01-02T00:00:${two(number)}.000Z`)).toBe(number < 60);
    }
  });
});
