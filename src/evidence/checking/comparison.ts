import { isHexHash } from "../../chain/text/hex.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { GrowingTree, type Hash, leafHash, sameHash } from "../../chain/merkle-tree.ts";
import { isSameTree, type VerifiedCheckpoint } from "../notes/checkpoint.ts";
import { bytesOf } from "../receipts/receipt.ts";
import type { Saved } from "./verification.ts";

/**
 * The roots of one history, by their tree sizes: those that a copy of the chain has, or that a ledger proves. A size
 * without a root is beyond it, or was not proved.
 */
export type Roots = ReadonlyMap<number, Hash>;

/** A checkpoint, and whether a history contains what it covers. */
export interface ComparedCheckpoint extends Saved<VerifiedCheckpoint> {
  readonly place: "contained" | "different" | "unknown";
}

/** Two checkpoints that one log signed and that cannot belong to one history. */
export interface Contradiction {
  readonly one: Saved<VerifiedCheckpoint>;
  readonly other: Saved<VerifiedCheckpoint>;
  /** The number of the first blocks of which they say different things: the size of `one`. */
  readonly size: number;
  /** The root of the tree of this size that `other` extends. If the sizes are equal, it is the root of `other`. */
  readonly root: Hash;
}

/** The checkpoints of one log, compared with each other. */
export interface ComparedLog {
  readonly origin: string;
  /** The smallest tree first. */
  readonly checkpoints: readonly ComparedCheckpoint[];
  readonly contradictions: readonly Contradiction[];
  /** The checkpoints that nothing shows to continue the others, or to contradict them. */
  readonly open: readonly ComparedCheckpoint[];
}

/**
 * Says whether the checkpoints of one log can belong to one history. Checkpoints of the same size need only their roots.
 * Others need a history that contains the larger one: then the smaller one has its place in it, or contradicts it. A
 * history that does not contain a checkpoint proves nothing against it, since anybody may have made that history up.
 *
 * @param checkpoints all of one origin, with verified signatures
 */
export function compareCheckpoints(
  origin: string,
  checkpoints: readonly Saved<VerifiedCheckpoint>[],
  roots: Roots,
): ComparedLog {
  const compared = checkpoints
    .toSorted((a, b) => a.value.size - b.value.size)
    .map((each): ComparedCheckpoint => ({ ...each, place: placeOf(each.value, roots) }));
  const largest = compared.findLast(({ place }) => place === "contained");
  const contradictions: Contradiction[] = [];
  const trees = distinct(compared);
  for (const one of trees) {
    const { size } = one.value;
    const twin = trees.find(({ value }) => value.size === size);
    const root = roots.get(size);
    if (twin && twin !== one) contradictions.push({ one: twin, other: one, size, root: one.value.root });
    else if (root && largest && size < largest.value.size && one.place === "different") {
      contradictions.push({ one, other: largest, size, root });
    }
  }
  return { origin, checkpoints: compared, contradictions, open: openIn(compared, largest) };
}

/** The checkpoints of which it is unknown whether they are of one history with the others. */
function openIn(
  compared: readonly ComparedCheckpoint[],
  largest: ComparedCheckpoint | undefined,
): readonly ComparedCheckpoint[] {
  const [smallest] = compared;
  // A history that contains none of them says nothing about them. Their roots alone compare those of one size.
  if (!largest) return compared.filter(({ value }) => value.size !== smallest?.value.size);
  return compared.filter(
    ({ value, place }) => place === "unknown" || (place === "different" && value.size > largest.value.size),
  );
}

/** One checkpoint for each tree. */
function distinct(checkpoints: readonly ComparedCheckpoint[]): readonly ComparedCheckpoint[] {
  return checkpoints.filter(
    (each, place) => checkpoints.findIndex(({ value }) => isSameTree(value, each.value)) === place,
  );
}

function placeOf({ size, root }: VerifiedCheckpoint, roots: Roots): ComparedCheckpoint["place"] {
  const found = roots.get(size);
  if (!found) return "unknown";
  return sameHash(found, root) ? "contained" : "different";
}

/**
 * Rebuilds the roots of a copy of a chain from the blocks' hashes. It validates nothing else: whether a block has that
 * hash does not matter for what a checkpoint covers.
 *
 * @param sizes which roots to rebuild; those beyond the copy are left out
 * @throws Malformed if a block has no hash
 */
export async function rootsOf(blocks: AsyncIterable<unknown>, sizes: readonly number[]): Promise<Roots> {
  const roots = new Map<number, Hash>();
  const wanted = new Set(sizes);
  const most = Math.max(...wanted);
  const tree = new GrowingTree();
  const note = async () => void (wanted.has(tree.size) && roots.set(tree.size, await tree.root()));
  await note();
  for await (const block of blocks) {
    const { hash } = (block ?? {}) as { readonly hash?: unknown };
    if (typeof hash !== "string" || !isHexHash(hash)) throw new Malformed(`block ${tree.size + 1} has no hash`);
    await tree.append(await leafHash(bytesOf(hash)));
    await note();
    // What follows may be damaged, and does not matter.
    if (tree.size >= most) break;
  }
  return roots;
}
