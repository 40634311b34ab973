import { hash as digest } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import {
  consistencyPath,
  GrowingTree,
  type Hash,
  inclusionPath,
  inclusionPaths,
  inclusionSteps,
  leafHash,
  nodeHash,
  peaksOf,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../src/chain/merkle-tree.ts";
import roots from "../vectors/merkle-roots.json" with { type: "json" };
import { blockHashChain, squaresChain } from "../support/chain/chains.ts";
import { ReferenceTree } from "../support/chain/rfc6962.ts";
import { storedTree } from "../support/chain/trees.ts";

// All proofs of 300 trees take several hundred thousand hashes. Node's `crypto.subtle` computes each on another thread,
// which takes ten times as long as Node's own synchronous hash.
vi.spyOn(crypto.subtle, "digest").mockImplementation((_, data) => {
  const bytes = digest("sha256", data as Uint8Array, "buffer");
  return Promise.resolve(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
});
vi.setConfig({ testTimeout: 120_000 });

const LARGEST = 300;
/** A bit more than a power of two, as is the largest. */
const LARGE = 130;
const EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const entries = Array.from({ length: LARGEST }, (_, place) => digest("sha256", `entry ${place}`, "buffer"));
const reference = new ReferenceTree(entries);
const read = await storedTree(entries);
const leaves = await Promise.all(entries.map(leafHash));

const hexOf = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");
const hexesOf = (path: readonly Uint8Array[]): string => path.map(hexOf).join(" ");
const hashOf = (bytes: Uint8Array): Hash => Uint8Array.from(bytes);
const sizes = Array.from({ length: LARGEST }, (_, place) => place + 1);

/** Every pair of numbers, the second one up to the largest size, for which a check does not hold. */
async function failures(
  from: 0 | 1,
  largest: number,
  check: (first: number, size: number) => Promise<boolean>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const size of sizes.slice(0, largest)) {
    const firsts = Array.from({ length: size }, (_, place) => place + from);
    // All at once: each waits for hashes that are computed on another thread.
    const holds = await Promise.all(firsts.map((first) => check(first, size)));
    failed.push(...firsts.filter((_, place) => holds[place] !== true).map((first) => `${first} of ${size}`));
  }
  return failed;
}

describe("hashing", () => {
  test.each([
    ["squares-chain.json", squaresChain],
    ["block-hash-chain.json", blockHashChain],
  ] as const)("every root over %s equals that of another program", async (name, chain) => {
    const bytes = chain.map(({ hash }) => Buffer.from(hash, "hex"));
    const stored = await storedTree(bytes);
    const growing = new GrowingTree();
    const computed = { stored: [] as string[], growing: [] as string[] };

    for (const [place, entry] of bytes.entries()) {
      await growing.append(await leafHash(entry));
      computed.stored.push(hexOf(await treeRoot(place + 1, stored)));
      computed.growing.push(hexOf(await growing.root()));
    }

    expect(computed).toEqual({ stored: roots[name], growing: roots[name] });
    expect(growing.size).toBe(chain.length);
  });

  test("the root of the tree without leaves is the hash of the empty string", async () => {
    expect(hexOf(await treeRoot(0, read))).toBe(EMPTY_ROOT);
    expect(hexOf(await new GrowingTree().root())).toBe(EMPTY_ROOT);
  });

  test("leaves and inner nodes are hashed differently, so that neither can pass for the other", async () => {
    const [left, right] = [hashOf(entries[0] as Buffer), hashOf(entries[1] as Buffer)];
    expect(hexOf(await leafHash(left))).toBe(digest("sha256", Buffer.concat([Buffer.of(0), left])));
    expect(hexOf(await nodeHash(left, right))).toBe(digest("sha256", Buffer.concat([Buffer.of(1), left, right])));
  });

  test("every root up to 300 leaves equals that of the RFC's definition, both from stored nodes and while growing", async () => {
    const growing = new GrowingTree();
    for (const size of sizes) {
      await growing.append(leaves[size - 1] as Hash);
      const expected = hexOf(reference.root(size));
      expect([size, hexOf(await treeRoot(size, read))]).toEqual([size, expected]);
      expect([size, hexOf(await growing.root())]).toEqual([size, expected]);
    }
  });
});

test("the inclusion paths of several leaves at once are those of each leaf, in trees of every shape", async () => {
  for (let size = 1; size <= 70; size++) {
    const indices = Array.from({ length: size }, (_, index) => index).filter((index) => index % 3 !== 1);
    const single = await Promise.all(indices.map((index) => inclusionPath(index, size, read)));

    expect([size, (await inclusionPaths(indices, size, read)).map(hexesOf)]).toEqual([size, single.map(hexesOf)]);
  }
});

test("a tree that goes on from the complete subtrees of another has the same roots and nodes", async () => {
  for (let size = 0; size <= 40; size++) {
    const [whole, rest] = [new GrowingTree(), new GrowingTree(peaksOf(size, read))];
    for (const leaf of leaves.slice(0, size)) await whole.append(leaf);
    expect([rest.size, await rest.root()]).toEqual([size, await whole.root()]);

    for (const leaf of leaves.slice(size, 45)) expect(await rest.append(leaf)).toEqual(await whole.append(leaf));

    expect([rest.size, await rest.root()]).toEqual([45, await whole.root()]);
  }
});

describe("every proof", () => {
  async function expectInclusion(largest: number): Promise<void> {
    const failed = await failures(0, largest, async (index, size) => {
      const path = await inclusionPath(index, size, read);
      const root = hashOf(reference.root(size));
      const isRight = hexesOf(path) === hexesOf(reference.inclusion(index, size));
      return isRight && (await verifyInclusion(index, size, leaves[index] as Hash, path, root));
    });

    expect(failed).toEqual([]);
  }

  async function expectConsistency(largest: number): Promise<void> {
    const failed = await failures(1, largest, async (from, to) => {
      const path = await consistencyPath(from, to, read);
      const [before, after] = [hashOf(reference.root(from)), hashOf(reference.root(to))];
      const isRight = hexesOf(path) === hexesOf(reference.consistency(from, to));
      return isRight && (await verifyConsistency(from, to, before, after, path));
    });

    expect(failed).toEqual([]);
  }

  test.each([LARGE])("of inclusion, up to %i leaves, is the path that the RFC defines, and verifies", expectInclusion);
  test.each([LARGEST])(
    "of inclusion, up to %i leaves, is the path that the RFC defines, and verifies",
    { tags: "long" },
    expectInclusion,
  );

  test.each([LARGE])(
    "of consistency, up to %i leaves, is the path that the RFC defines, and verifies",
    expectConsistency,
  );
  test.each([LARGEST])(
    "of consistency, up to %i leaves, is the path that the RFC defines, and verifies",
    { tags: "long" },
    expectConsistency,
  );

  test("of inclusion leads, step by step, through the roots of larger and larger subtrees", async () => {
    const steps = await inclusionSteps(4, 7, leaves[4] as Hash, await inclusionPath(4, 7, read));

    expect(steps?.map(({ side, sibling, hash }) => [side, hexOf(sibling), hexOf(hash)])).toEqual([
      ["right", hexOf(reference.root(6, 5)), hexOf(reference.root(6, 4))],
      ["right", hexOf(reference.root(7, 6)), hexOf(reference.root(7, 4))],
      ["left", hexOf(reference.root(4, 0)), hexOf(reference.root(7, 0))],
    ]);
  });
});
