import { sha256 } from "./text/canonical.ts";

/** A SHA-256 hash: 32 bytes. */
export type Hash = Uint8Array<ArrayBuffer>;

/** The root hash of a complete subtree, which covers 2^level leaves starting with leaf `index` · 2^level. */
export interface TreeNode {
  /** 0 for leaves. */
  readonly level: number;
  readonly index: number;
  readonly hash: Hash;
}

/** Reads the stored hash of a complete subtree. */
export type ReadNode = (level: number, index: number) => Hash;

/** The hash of a leaf (RFC 6962, section 2.1): SHA-256(0x00 || data). */
export function leafHash(entry: Uint8Array): Promise<Hash> {
  return sha256(joined(0x00, entry));
}

/** The hash of an inner node (RFC 6962, section 2.1): SHA-256(0x01 || left || right). */
export function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(joined(0x01, left, right));
}

function joined(prefix: number, ...parts: Uint8Array[]): Hash {
  const bytes = new Uint8Array(1 + parts.reduce((length, part) => length + part.length, 0));
  bytes[0] = prefix;
  let place = 1;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

/** The root of the tree over the first `size` leaves (RFC 6962, section 2.1: Merkle Tree Hash). */
export async function treeRoot(size: number, read: ReadNode): Promise<Hash> {
  return rangeHash(0, size, read);
}

/**
 * The inclusion path from a leaf to the root (RFC 9162, section 2.1.3.1), starting with the leaf's sibling.
 *
 * @param index the leaf's index, from 0, below `size`
 */
export function inclusionPath(index: number, size: number, read: ReadNode): Promise<Hash[]> {
  return pathOf(index, size, (start, end) => rangeHash(start, end, read));
}

/** The inclusion paths of several leaves, which share the hashes that they have in common. */
export function inclusionPaths(indices: readonly number[], size: number, read: ReadNode): Promise<Hash[][]> {
  // Only ranges that end with the tree can be incomplete, so that their hashes have to be computed.
  const atEnd = new Map<number, Promise<Hash>>();
  const hashOf = (start: number, end: number): Promise<Hash> => {
    if (end < size) return rangeHash(start, end, read);
    const hash = atEnd.get(start) ?? rangeHash(start, end, read);
    atEnd.set(start, hash);
    return hash;
  };
  return Promise.all(indices.map((index) => pathOf(index, size, hashOf)));
}

/** @param hashOf the hash over the leaves from `start` to `end` (exclusive) */
async function pathOf(
  index: number,
  size: number,
  hashOf: (start: number, end: number) => Promise<Hash>,
): Promise<Hash[]> {
  const path: Hash[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(await hashOf(middle, end));
      end = middle;
    } else {
      path.push(await hashOf(start, middle));
      start = middle;
    }
  }
  return path.toReversed();
}

/**
 * The proof that the tree with `to` leaves extends the tree with `from` leaves (RFC 9162, section 2.1.4.1).
 *
 * @param from the smaller size, from 1 to `to`
 */
export async function consistencyPath(from: number, to: number, read: ReadNode): Promise<Hash[]> {
  const path: Hash[] = [];
  let [start, end] = [0, to];
  while (from < end) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      path.push(await rangeHash(middle, end, read));
      end = middle;
    } else {
      path.push(await rangeHash(start, middle, read));
      start = middle;
    }
  }
  // If the old tree is one complete subtree, the verifier already has its root.
  if (start > 0) path.push(await rangeHash(start, end, read));
  return path.toReversed();
}

/** The complete subtrees that make up the tree over the first `size` leaves, largest first. */
export function peaksOf(size: number, read: ReadNode): TreeNode[] {
  return subtreesOf(0, size).map((place) => ({ ...place, hash: read(place.level, place.index) }));
}

/** The complete subtrees over the leaves from `start` to `end` (exclusive). The largest one starts at `start`. */
function subtreesOf(start: number, end: number): { level: number; index: number }[] {
  const subtrees: { level: number; index: number }[] = [];
  for (let place = start; place < end;) {
    const { level, width } = largestSubtree(end - place);
    subtrees.push({ level, index: place / width });
    place += width;
  }
  return subtrees;
}

/** The hash over the leaves from `start` to `end` (exclusive), of which there is at least one. */
async function rangeHash(start: number, end: number, read: ReadNode): Promise<Hash> {
  return joinedHash(subtreesOf(start, end).map(({ level, index }) => read(level, index)));
}

/** The hash over neighboring subtrees, given by their hashes, largest first. */
async function joinedHash(subtrees: readonly Hash[]): Promise<Hash> {
  let hash = subtrees.at(-1);
  if (!hash) return sha256(new Uint8Array());
  for (const left of subtrees.slice(0, -1).toReversed()) hash = await nodeHash(left, hash);
  return hash;
}

/** Where RFC 6962 splits a tree of 2 or more leaves: the largest power of two below their number. */
function splitOf(leaves: number): number {
  return largestSubtree(leaves - 1).width;
}

/** The largest complete subtree at the start of 1 or more leaves. A logarithm would not be exact. */
function largestSubtree(leaves: number): { level: number; width: number } {
  let level = 0;
  let width = 1;
  for (; width * 2 <= leaves; width *= 2) level += 1;
  return { level, width };
}

/** One step up the tree: the sibling, the side it is on, and the resulting hash. */
export interface InclusionStep {
  readonly side: "left" | "right";
  readonly sibling: Hash;
  readonly hash: Hash;
}

/**
 * Follows an inclusion path from a leaf up to the root (RFC 9162, section 2.1.3.2).
 *
 * @param index the leaf's index, from 0
 * @returns the steps, or `undefined` if the path has the wrong length for a tree of that size
 */
export async function inclusionSteps(
  index: number,
  size: number,
  leaf: Hash,
  path: readonly Hash[],
): Promise<InclusionStep[] | undefined> {
  if (index >= size) return undefined;
  const steps: InclusionStep[] = [];
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const isLeft = node % 2 === 1 || node === last;
    hash = await (isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling));
    steps.push({ side: isLeft ? "left" : "right", sibling, hash });
    if (isLeft) while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? steps : undefined;
}

/** Whether a path proves that a leaf is in a tree: whether {@link inclusionSteps} lead from the leaf to the root. */
export async function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  path: readonly Hash[],
  root: Hash,
): Promise<boolean> {
  const steps = await inclusionSteps(index, size, leaf, path);
  return steps !== undefined && sameHash(steps.at(-1)?.hash ?? leaf, root);
}

/** Whether a path proves that a tree extends an earlier, smaller one (RFC 9162, section 2.1.4.2). */
export async function verifyConsistency(
  from: number,
  to: number,
  fromRoot: Hash,
  toRoot: Hash,
  path: readonly Hash[],
): Promise<boolean> {
  if (from > to) return false;
  if (from === to) return path.length === 0 && sameHash(fromRoot, toRoot);
  // Every tree extends the empty tree.
  if (from === 0) return path.length === 0 && sameHash(fromRoot, await sha256(new Uint8Array()));
  const isComplete = largestSubtree(from).width === from;
  const [first, ...rest] = isComplete ? [fromRoot, ...path] : path;
  if (!first || path.length === 0) return false;
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [old, current] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = await nodeHash(hash, old);
      current = await nodeHash(hash, current);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      current = await nodeHash(current, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(old, fromRoot) && sameHash(current, toRoot);
}

/** An append-only tree that stores only the roots of its complete subtrees, so its memory grows logarithmically. */
export class GrowingTree {
  readonly #peaks: TreeNode[];

  /** @param peaks the complete subtrees that make up the tree so far, largest first */
  constructor(peaks: readonly TreeNode[] = []) {
    this.#peaks = [...peaks];
  }

  /** The complete subtrees that make up the tree, largest first. */
  get peaks(): readonly TreeNode[] {
    return [...this.#peaks];
  }

  /** The number of leaves. */
  get size(): number {
    const last = this.#peaks.at(-1);
    return last ? (last.index + 1) * 2 ** last.level : 0;
  }

  /**
   * Appends a leaf, given by its hash.
   *
   * @returns the subtrees that it completes, starting with the leaf. These nodes have to be stored, two on average.
   */
  async append(leaf: Hash): Promise<TreeNode[]> {
    let last: TreeNode = { level: 0, index: this.size, hash: leaf };
    const nodes = [last];
    while (last.index % 2 === 1) {
      const before = this.#peaks.pop() as TreeNode;
      last = { level: last.level + 1, index: (last.index - 1) / 2, hash: await nodeHash(before.hash, last.hash) };
      nodes.push(last);
    }
    this.#peaks.push(last);
    return nodes;
  }

  /** The current root of the tree. */
  root(): Promise<Hash> {
    return joinedHash(this.#peaks.map(({ hash }) => hash));
  }
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}
