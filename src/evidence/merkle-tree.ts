import { sha256 } from "../chain/canonical.ts";

/** A SHA-256 hash: 32 bytes. */
export type Hash = Uint8Array<ArrayBuffer>;

/** The hash of a complete subtree: of the 2^level leaves from `index` · 2^level on. */
export interface TreeNode {
  /** 0 for leaves. */
  readonly level: number;
  readonly index: number;
  readonly hash: Hash;
}

/** Gives the stored hash of a complete subtree. */
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

/**
 * The subtrees that a new leaf completes, itself first: what has to be stored for it, two nodes on average.
 *
 * @param index the leaf's index, from 0: the size of the tree before it
 * @param read gives the nodes that were stored before
 */
export async function completedNodes(index: number, leaf: Hash, read: ReadNode): Promise<TreeNode[]> {
  const nodes = [{ level: 0, index, hash: leaf }];
  let last: TreeNode = { level: 0, index, hash: leaf };
  while (last.index % 2 === 1) {
    const hash = await nodeHash(read(last.level, last.index - 1), last.hash);
    last = { level: last.level + 1, index: (last.index - 1) / 2, hash };
    nodes.push(last);
  }
  return nodes;
}

/** The root of the tree of the first `size` leaves (RFC 6962, section 2.1: the Merkle Tree Hash). */
export async function treeRoot(size: number, read: ReadNode): Promise<Hash> {
  return size === 0 ? sha256(new Uint8Array()) : rangeHash(0, size, read);
}

/**
 * The path from a leaf to the root (RFC 9162, section 2.1.3.1), its sibling first.
 *
 * @param index the leaf's index, from 0, below `size`
 */
export async function inclusionPath(index: number, size: number, read: ReadNode): Promise<Hash[]> {
  const path: Hash[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(await rangeHash(middle, end, read));
      end = middle;
    } else {
      path.push(await rangeHash(start, middle, read));
      start = middle;
    }
  }
  return path.toReversed();
}

/**
 * What proves that the tree of `to` leaves begins with the tree of `from` leaves (RFC 9162, section 2.1.4.1).
 *
 * @param from from 1 to `to`
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
  // The whole of the old tree is known to who asks; a part of it is not.
  if (start > 0) path.push(await rangeHash(start, end, read));
  return path.toReversed();
}

/** The hash over leaves from `start` to before `end`, where `start` is a multiple of the range's largest subtree. */
async function rangeHash(start: number, end: number, read: ReadNode): Promise<Hash> {
  const peaks: Hash[] = [];
  for (let place = start; place < end;) {
    const { level, width } = largestSubtree(end - place);
    peaks.push(read(level, place / width));
    place += width;
  }
  let hash = peaks.pop();
  if (!hash) throw new RangeError("a range has at least one leaf");
  for (const peak of peaks.toReversed()) hash = await nodeHash(peak, hash);
  return hash;
}

/** The largest power of two below a number from 2 on: where RFC 6962 splits so many leaves. */
function splitOf(leaves: number): number {
  return largestSubtree(leaves - 1).width;
}

/** The largest complete subtree that so many leaves, at least one, begin with. Logarithms would not be exact. */
function largestSubtree(leaves: number): { level: number; width: number } {
  let level = 0;
  let width = 1;
  for (; width * 2 <= leaves; width *= 2) level += 1;
  return { level, width };
}

/** One step up the tree: the sibling that is joined on one side, and the hash that comes of it. */
export interface InclusionStep {
  readonly side: "left" | "right";
  readonly sibling: Hash;
  readonly hash: Hash;
}

/**
 * The steps of a path from a leaf up to the root that it claims (RFC 9162, section 2.1.3.2).
 *
 * @param index the leaf's index, from 0
 * @returns nothing when the path is too long or too short for a tree of that size
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

/** Whether a path proves that a leaf stands in a tree: whether {@link inclusionSteps} lead from it to the root. */
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

/** Whether a path proves that a tree begins with an earlier, smaller one (RFC 9162, section 2.1.4.2). */
export async function verifyConsistency(
  from: number,
  to: number,
  fromRoot: Hash,
  toRoot: Hash,
  path: readonly Hash[],
): Promise<boolean> {
  if (from > to) return false;
  if (from === to) return path.length === 0 && sameHash(fromRoot, toRoot);
  // Every tree begins with the empty one.
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

/** A tree that only grows: it keeps the roots of its complete subtrees, so its memory is flat. */
export class GrowingTree {
  /** The roots of the complete subtrees that the tree consists of, largest first. */
  readonly #peaks: TreeNode[] = [];
  #size = 0;

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a leaf, by its hash.
   *
   * @returns the subtrees that it completes, itself first, as {@link completedNodes}
   */
  async append(leaf: Hash): Promise<TreeNode[]> {
    let last: TreeNode = { level: 0, index: this.#size, hash: leaf };
    const nodes = [last];
    while (last.index % 2 === 1) {
      const before = this.#peaks.pop() as TreeNode;
      last = { level: last.level + 1, index: (last.index - 1) / 2, hash: await nodeHash(before.hash, last.hash) };
      nodes.push(last);
    }
    this.#peaks.push(last);
    this.#size += 1;
    return nodes;
  }

  /** The root of the tree as it is now. */
  async root(): Promise<Hash> {
    let root = this.#peaks.at(-1)?.hash ?? (await sha256(new Uint8Array()));
    for (const { hash } of this.#peaks.slice(0, -1).toReversed()) root = await nodeHash(hash, root);
    return root;
  }
}

/** Whether two hashes are equal. */
export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}
