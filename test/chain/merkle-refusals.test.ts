import { hash as digest } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Hash, leafHash, verifyConsistency, verifyInclusion } from "../../src/chain/merkle-tree.ts";
import { ReferenceTree } from "../support/chain/rfc6962.ts";
import { withBitFlipped } from "../support/chain/trees.ts";

vi.setConfig({ testTimeout: 60_000 });

const LARGEST = 300;
const EMPTY_ROOT = digest("sha256", "", "buffer");
const entries = Array.from({ length: LARGEST }, (_, place) => digest("sha256", `entry ${place}`, "buffer"));
const reference = new ReferenceTree(entries);
const leaves = await Promise.all(entries.map(leafHash));

const hashOf = (bytes: Uint8Array): Hash => Uint8Array.from(bytes);
const hashesOf = (path: readonly Uint8Array[]): Hash[] => path.map(hashOf);
const rootOf = (size: number): Hash => hashOf(reference.root(size));

/** Everything that verifies an inclusion proof. */
interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Hash;
  readonly path: readonly Hash[];
  readonly root: Hash;
}

const verifiesInclusion = ({ index, size, leaf, path, root }: Inclusion) =>
  verifyInclusion(index, size, leaf, path, root);

/** Everything that verifies a consistency proof. */
interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly path: readonly Hash[];
}

const verifiesConsistency = ({ from, to, fromRoot, toRoot, path }: Consistency) =>
  verifyConsistency(from, to, fromRoot, toRoot, path);

const inclusions: fc.Arbitrary<Inclusion> = fc
  .integer({ min: 1, max: LARGEST })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }))
  .map(({ size, index }) => {
    const leaf = leaves[index] as Hash;
    return { index, size, leaf, path: hashesOf(reference.inclusion(index, size)), root: rootOf(size) };
  });

const consistencies: fc.Arbitrary<Consistency> = fc
  .integer({ min: 2, max: LARGEST })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to - 1 }) }))
  .map(({ from, to }) => {
    return { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), path: hashesOf(reference.consistency(from, to)) };
  });

const bits = fc.nat(32 * 8 - 1);
/** Which bit of a number to flip: beyond the largest size here, too. */
const numberBits = fc.nat(12);
const strangers = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hashOf);

/** The paths that differ from a path in one bit of one hash. */
function flippedPath(path: readonly Hash[], bit: number): Hash[][] {
  return path.map((hash, place) => path.with(place, withBitFlipped(hash, bit)));
}

/** The paths with a hash missing, added or repeated, or with two hashes swapped. */
function misshapen(path: readonly Hash[], stranger: Hash): Hash[][] {
  const shorter = path.map((_, place) => path.toSpliced(place, 1));
  const longer = [...path.keys(), path.length].map((place) => path.toSpliced(place, 0, stranger));
  const doubled = path.map((hash, place) => path.toSpliced(place, 0, hash));
  const swapped = path.slice(1).map((hash, place) => path.with(place, hash).with(place + 1, path[place] as Hash));
  return [...shorter, ...longer, ...doubled, ...swapped];
}

/** The forgeries that were accepted as a proof, and whether there were any forgeries at all. */
async function accepted<Proof>(
  forgeries: readonly Proof[],
  verifies: (proof: Proof) => Promise<boolean>,
): Promise<Proof[]> {
  const verdicts = await Promise.all(forgeries.map(verifies));
  return forgeries.filter((_, place) => verdicts[place]);
}

describe("an inclusion proof is refused", () => {
  test("if any bit of its leaf, root or path is flipped", async () => {
    const property = fc.asyncProperty(inclusions, bits, async (proof, bit) => {
      const { leaf, root, path } = proof;
      const forgeries = [
        { ...proof, leaf: withBitFlipped(leaf, bit) },
        { ...proof, root: withBitFlipped(root, bit) },
        ...flippedPath(path, bit).map((flipped) => ({ ...proof, path: flipped })),
      ];
      expect(await verifiesInclusion(proof)).toBe(true);
      expect(await accepted(forgeries, verifiesInclusion)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  test("for any other leaf index, in the tree or beyond it", async () => {
    const property = fc.asyncProperty(inclusions, numberBits, async (proof, bit) => {
      expect(await verifiesInclusion({ ...proof, index: proof.index ^ (1 << bit) })).toBe(false);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  // For similar sizes, such as 3 and 4 for the first leaf, the path is the same: only the signature binds the size.
  test("for any other size with a different path length for the leaf", async () => {
    const property = fc.asyncProperty(inclusions, fc.integer({ min: 1, max: LARGEST }), async (proof, size) => {
      fc.pre(proof.index >= size || reference.inclusion(proof.index, size).length !== proof.path.length);
      expect(await verifiesInclusion({ ...proof, size })).toBe(false);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  test("if its path is truncated, extended, repeated or reordered", async () => {
    const property = fc.asyncProperty(inclusions, strangers, async (proof, stranger) => {
      const forgeries = misshapen(proof.path, stranger).map((path) => ({ ...proof, path }));
      expect(await accepted(forgeries, verifiesInclusion)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("for an inner node that is presented as a leaf", async () => {
    // The tree of four leaves: its left half, one level up, is not a leaf of a tree of two.
    const [leaf, right] = [hashOf(reference.root(2, 0)), hashOf(reference.root(4, 2))];
    const isLeaf = await verifyInclusion(0, 2, await leafHash(leaf), [right], rootOf(4));
    expect(isLeaf).toBe(false);
  });

  test("for a tree without leaves", async () => {
    expect(await verifyInclusion(0, 0, leaves[0] as Hash, [], hashOf(EMPTY_ROOT))).toBe(false);
  });
});

describe("a consistency proof is refused", () => {
  test("if any bit of a root or of its path is flipped", async () => {
    const property = fc.asyncProperty(consistencies, bits, async (proof, bit) => {
      const { fromRoot, toRoot, path } = proof;
      const forgeries = [
        { ...proof, fromRoot: withBitFlipped(fromRoot, bit) },
        { ...proof, toRoot: withBitFlipped(toRoot, bit) },
        ...flippedPath(path, bit).map((flipped) => ({ ...proof, path: flipped })),
      ];
      expect(await verifiesConsistency(proof)).toBe(true);
      expect(await accepted(forgeries, verifiesConsistency)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  test("for any other earlier size", async () => {
    const property = fc.asyncProperty(consistencies, numberBits, async (proof, bit) => {
      expect(await verifiesConsistency({ ...proof, from: proof.from ^ (1 << bit) })).toBe(false);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  test("for any other later size with a different path length from the earlier one", async () => {
    const property = fc.asyncProperty(consistencies, fc.integer({ min: 1, max: LARGEST }), async (proof, to) => {
      fc.pre(proof.from > to || reference.consistency(proof.from, to).length !== proof.path.length);
      expect(await verifiesConsistency({ ...proof, to })).toBe(false);
    });
    await fc.assert(property, { numRuns: 500 });
  });

  test("if its path is truncated, extended, repeated or reordered", async () => {
    const property = fc.asyncProperty(consistencies, strangers, async (proof, stranger) => {
      const forgeries = misshapen(proof.path, stranger).map((path) => ({ ...proof, path }));
      expect(await accepted(forgeries, verifiesConsistency)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("if its trees are swapped, so that the later one would begin the earlier one", async () => {
    const property = fc.asyncProperty(consistencies, async ({ from, to, fromRoot, toRoot, path }) => {
      expect(await verifyConsistency(to, from, toRoot, fromRoot, path)).toBe(false);
      expect(await verifyConsistency(to, from, toRoot, fromRoot, [])).toBe(false);
    });
    await fc.assert(property);
  });
});

describe("between trees of the same size, or with an empty tree", () => {
  test("every tree begins with the empty one, and needs no path for it", async () => {
    expect(await verifyConsistency(0, 7, hashOf(EMPTY_ROOT), rootOf(7), [])).toBe(true);
    expect(await verifyConsistency(0, 7, hashOf(EMPTY_ROOT), rootOf(7), [rootOf(7)])).toBe(false);
    expect(await verifyConsistency(0, 7, rootOf(1), rootOf(7), [])).toBe(false);
  });

  test("a tree begins only with itself, without a path", async () => {
    expect(await verifyConsistency(7, 7, rootOf(7), rootOf(7), [])).toBe(true);
    expect(await verifyConsistency(7, 7, rootOf(7), rootOf(8), [])).toBe(false);
    expect(await verifyConsistency(7, 7, rootOf(7), rootOf(7), [rootOf(7)])).toBe(false);
  });
});

// Bitwise operators end at 2^32; sizes here may be up to 2^53 - 1.
test("a proof is verified in a tree of any size that a checkpoint may have", async () => {
  const sizes = fc.maxSafeNat().filter((size) => size > 2 ** 32);
  const property = fc.asyncProperty(sizes, fc.maxSafeNat(), async (size, number) => {
    const index = number % size;
    const path = pathIn(index, size);
    const root = hashOf(rootFrom(index, size, leaves[0] as Hash, path));
    expect(await verifyInclusion(index, size, leaves[0] as Hash, path, root)).toBe(true);
    expect(await verifyInclusion(index, size, leaves[1] as Hash, path, root)).toBe(false);
  });
  await fc.assert(property, { numRuns: 50 });
});

/** A path of a leaf's length in a tree, with hashes in place of the sibling subtrees. */
function pathIn(index: number, size: number): Hash[] {
  if (size === 1) return [];
  const split = 2 ** (BigInt(size - 1).toString(2).length - 1);
  const below = index < split ? pathIn(index, split) : pathIn(index - split, size - split);
  return [...below, hashOf(digest("sha256", `subtree beside ${index} of ${size}`, "buffer"))];
}

/** The root that a path leads to, by the definition of the tree rather than by the verification algorithm. */
function rootFrom(index: number, size: number, leaf: Hash, path: readonly Hash[]): Uint8Array {
  const sibling = path.at(-1);
  if (!sibling) return leaf;
  const split = 2 ** (BigInt(size - 1).toString(2).length - 1);
  const [left, right] =
    index < split
      ? [rootFrom(index, split, leaf, path.slice(0, -1)), sibling]
      : [sibling, rootFrom(index - split, size - split, leaf, path.slice(0, -1))];
  return digest("sha256", Buffer.concat([Buffer.of(1), left, right]), "buffer");
}
