import { expect, test } from "vitest";
import { GrowingTree } from "../../../src/chain/merkle-tree.ts";
import { leavesIn, tilePlace } from "../../../src/ledger/store/tile-layout.ts";

const LEAF = new Uint8Array(32);

test("every node of a growing tree is stored once, at the end of its tile", async () => {
  const tree = new GrowingTree();
  const tiles = new Map<string, number>();

  for (let leaves = 1; leaves <= 5000; leaves++) {
    for (const node of await tree.append(LEAF)) {
      const { level, tile, place } = tilePlace(node);
      const key = `${level}/${tile}`;
      expect(place).toBe(tiles.get(key) ?? 0);
      tiles.set(key, place + 1);
    }
  }

  // 16 leaves and the 14 nodes above them, without the root, which is a leaf of the next tile.
  expect(tiles.get("0/0")).toBe(16 + 8 + 4 + 2);
  // 5000 leaves fill 312 tiles, whose roots fill 19, whose roots fill 1.
  expect([...tiles.keys()].filter((key) => key.startsWith("0/"))).toHaveLength(313);
  expect([...tiles.keys()].filter((key) => key.startsWith("4/"))).toHaveLength(20);
  expect([...tiles.keys()].filter((key) => key.startsWith("8/"))).toHaveLength(2);
});

test("the number of leaves follows from the length of a tile, and no other length is one", () => {
  const lengths = Array.from({ length: 40 * 32 }, (_, bytes) => leavesIn(bytes));

  const nodes = [1, 3, 4, 7, 8, 10, 11, 15, 16, 18, 19, 22, 23, 25, 26, 30];
  const expected = new Map(nodes.map((count, place) => [count * 32, place + 1]));
  expect(lengths).toEqual(lengths.map((_, bytes) => expected.get(bytes)));
});

test("a tree of more leaves than 32 bits count still has its place", () => {
  const index = 2 ** 45 + 21;

  expect(tilePlace({ level: 0, index })).toEqual({
    level: 0,
    tile: 2 ** 41 + 1,
    place: tilePlace({ level: 0, index: 5 }).place,
  });
});
