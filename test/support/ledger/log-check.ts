import { expect } from "vitest";
import { fromHex } from "../../../src/chain/text/hex.ts";
import { GrowingTree, type Hash, leafHash, treeRoot } from "../../../src/chain/merkle-tree.ts";
import type { ReadView } from "../../../src/ledger/results.ts";
import { logCheckpoint, logged } from "./reads.ts";

/**
 * Checks that the log of reads is unbroken: its entries count from 1 without a gap, each opens, and together they have
 * the root that the log's newest checkpoint signs, as computed here.
 *
 * @returns the entries
 */
export async function expectUnbroken(): Promise<readonly ReadView[]> {
  const entries = await logged(1_000);
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, place) => place + 1));
  expect(entries.filter(({ at }) => at === undefined)).toEqual([]);
  const [tree, nodes] = [new GrowingTree(), new Map<string, Hash>()];
  for (const { commitment } of entries) {
    const leaf = await leafHash(fromHex(commitment));
    for (const node of await tree.append(leaf)) nodes.set(`${node.level}/${node.index}`, node.hash);
  }
  const root = await treeRoot(entries.length, (level, index) => nodes.get(`${level}/${index}`) as Hash);
  expect(await logCheckpoint()).toMatchObject({ size: entries.length, root });
  return entries;
}
