import { describe, expect, test } from "vitest";
import { canonicalText } from "../../../src/chain/text/canonical.ts";
import { fromHex, hex } from "../../../src/chain/text/hex.ts";
import { leafHash } from "../../../src/chain/merkle-tree.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import { Contradiction } from "../../../src/ledger/contradiction.ts";
import { authorshipText, storedErasure } from "../../../src/ledger/sealed/erasing/stored-authorship.ts";
import type { SealedParts } from "../../../src/ledger/sealed/sealed-parts.ts";
import { SeenBlocks } from "../../../src/ledger/sealed/accepting/seen-blocks.ts";
import { isInTime } from "../../../src/ledger/sealed/mining/waiting-time.ts";

const hashOf = (index: number) => index.toString(16).padStart(64, "0");

/** Blocks of a chain whose newest has an index, with how often each was proven. */
function chainOf(newest: () => number, edited?: number) {
  const proofs: number[] = [];
  const headers = {
    newest: () => ({ index: newest() }) as Header,
    at: (index: number) => ({ hash: hashOf(index === edited ? index + 1 : index) }) as Header,
  };
  const tree = {
    receipt: async (index: number) => {
      proofs.push(index);
      return { leaf_hash: hex(await leafHash(fromHex(hashOf(index)))) };
    },
  };
  return { proofs, blocks: new SeenBlocks({ headers, tree } as unknown as SealedParts) };
}

describe("a block that an author has seen", () => {
  const NEWEST = 2_000;

  test.each([
    [NEWEST, true],
    [NEWEST + 1, false],
    // The next block is the one 512 after it, or 513.
    [NEWEST + 1 - 512, true],
    [NEWEST + 1 - 513, false],
    [0, false],
    [-1, false],
    [1.5, false],
    [Number.MAX_SAFE_INTEGER, false],
    [Number.NaN, false],
  ])("may be block %d of 2,000: %s", async (index, isRight) => {
    const { blocks } = chainOf(() => NEWEST);
    await blocks.prove(index);
    expect(blocks.holds({ index, hash: hashOf(index) }, NEWEST)).toBe(isRight);
    expect(blocks.holds({ index, hash: hashOf(7) }, NEWEST)).toBe(false);
    expect(blocks.holds({ index, hash: hashOf(index) }, NEWEST + 513)).toBe(false);
  });

  test("is proven once, however many authors name it at once, and not at all if it is too old", async () => {
    const { proofs, blocks } = chainOf(() => NEWEST);
    await Promise.all([NEWEST, NEWEST, 1_900, NEWEST, 3, 2_001].map((index) => blocks.prove(index)));
    await blocks.prove(1_900);
    expect(proofs).toEqual([NEWEST, 1_900]);
  });

  test("is not believed to be the one that is stored", async () => {
    const { blocks } = chainOf(() => NEWEST, 1_999);
    const error: unknown = await blocks.prove(1_999).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Contradiction);
    expect(blocks.holds({ index: 1_999, hash: hashOf(2_000) }, NEWEST)).toBe(false);
  });
});

describe("the entries that an external miner's block leaves waiting", () => {
  const UNSIGNED = `{"commitment":"${"a".repeat(64)}","kind":"record"}`;
  const seenAt = (index: number) =>
    `{"author":"k","commitment":"${"b".repeat(64)}","kind":"record","seen":{"hash":"${"c".repeat(64)}","index":${index}},"signature":"s"}`;
  const many = (count: number, text: string) => Array.from({ length: count }, () => text);

  test.each<[string, number, readonly string[], boolean]>([
    ["no entry", 5_000, [], true],
    ["unsigned ones", 5_000, many(2_000, UNSIGNED), true],
    ["one for which the next block is the last that it may stand in", 2_000, [seenAt(977)], true],
    ["one that had to stand in this block", 2_000, [seenAt(976)], false],
    ["one behind 999 others", 2_000, [...many(999, UNSIGNED), seenAt(977)], true],
    ["one behind 1,000 others", 2_000, [...many(1_000, UNSIGNED), seenAt(977)], false],
    ["one behind 1,000 others, a block later", 2_000, [...many(1_000, UNSIGNED), seenAt(978)], true],
    ["one behind 1,048,000 bytes", 2_000, [...many(524, "x".repeat(2_000)), seenAt(977)], true],
    ["one behind 1,048,400 bytes", 2_000, [...many(524, "x".repeat(2_000)), "x".repeat(400), seenAt(977)], false],
  ])("can be mined in time or not: %s", (_, index, left, isRight) => {
    expect(isInTime({ index }, left)).toBe(isRight);
  });
});

describe("what an author has signed an erasure with", () => {
  const authorship = { author: "a".repeat(43), seen: { index: 3, hash: "b".repeat(64) }, signature: "s" };

  test("is read as it was written, and makes the entry of any version", () => {
    expect(storedErasure(5, authorshipText(authorship))).toEqual({ kind: "erasure", erases: 5, ...authorship });
  });

  test.each([
    "",
    "null",
    "[]",
    "7",
    "{}",
    canonicalText({ ...authorship, author: 7 }),
    canonicalText({ ...authorship, seen: { index: 1e300, hash: "b".repeat(64) } }),
    canonicalText({ ...authorship, seen: null }),
    canonicalText({ ...authorship, signature: undefined }),
    canonicalText({ ...authorship, corrects: 5 }),
    `{"__proto__": {}}`,
  ])("counts for nothing if somebody has edited it to %s", (text) => {
    expect(storedErasure(5, text)).toBeUndefined();
  });
});
