import { describe, expect, test } from "vitest";
import { isSearched, parseSearchLimit } from "../../src/mining/search-limit.ts";

describe("the difficulty limit of a ledger's own search", () => {
  test.each([undefined, ""])("is 24 bits by default (%j)", (setting) => {
    expect(parseSearchLimit(setting)).toBe(24);
  });

  test.each([
    ["8", 8],
    ["08", 8],
    ["24", 24],
    ["32", 32],
  ])("is the setting if that is a valid difficulty: %s", (setting, limit) => {
    expect(parseSearchLimit(setting)).toBe(limit);
  });

  test.each(["0", "7", "33", "100", "-8", "16.5", "1e1", "0x10", " 16", "16 ", "sixteen", "Infinity", "NaN", "٢٤"])(
    "is undefined, but never unlimited, if the setting is not a difficulty: %s",
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
  ])("applies to block-hash: %i bits with a limit of %i", (difficulty, limit, searched) => {
    expect(isSearched({ puzzle: "block-hash", difficulty }, limit)).toBe(searched);
  });

  test.each([undefined, 8])("does not apply to squares (%s)", (limit) => {
    expect(isSearched({ puzzle: "squares" }, limit)).toBe(true);
  });
});
