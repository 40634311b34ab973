import { describe, expect, test } from "vitest";
import { isSearched, parseSearchLimit } from "../../src/mining/search-limit.ts";

describe("the difficulty up to which a ledger searches itself", () => {
  test.each([undefined, ""])("is 24 bits where none is set (%j)", (setting) => {
    expect(parseSearchLimit(setting)).toBe(24);
  });

  test.each([
    ["8", 8],
    ["08", 8],
    ["24", 24],
    ["32", 32],
  ])("is what is set, if that is a difficulty: %s", (setting, limit) => {
    expect(parseSearchLimit(setting)).toBe(limit);
  });

  test.each(["0", "7", "33", "100", "-8", "16.5", "1e1", "0x10", " 16", "16 ", "sixteen", "Infinity", "NaN", "٢٤"])(
    "is none, and never without bounds, where no difficulty is set: %s",
    (setting) => {
      const limit = parseSearchLimit(setting);

      expect(limit).toBeUndefined();
      for (const difficulty of [8, 24, 32]) expect(isSearched({ puzzle: "block-hash", difficulty }, limit)).toBe(false);
    },
  );

  test.each([
    [8, 24, true],
    [24, 24, true],
    [25, 24, false],
    [32, 24, false],
    [32, 32, true],
  ])("decides on block-hash: %i bits where the limit is %i", (difficulty, limit, searched) => {
    expect(isSearched({ puzzle: "block-hash", difficulty }, limit)).toBe(searched);
  });

  test.each([undefined, 8])("decides nothing on squares (%s)", (limit) => {
    expect(isSearched({ puzzle: "squares" }, limit)).toBe(true);
  });
});
