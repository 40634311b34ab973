import { GENESIS } from "../../chain/block.ts";
import { openCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { CheckpointSigners } from "./checkpoint-signers.ts";
import {
  consistencyPath,
  GrowingTree,
  type Hash,
  inclusionPath,
  leafHash,
  peaksOf,
  type ReadNode,
  sameHash,
  type TreeNode,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../chain/merkle-tree.ts";
import type { VerifierKey } from "../../evidence/notes/note.ts";
import { bytesOf } from "../../evidence/receipts/receipt.ts";
import type { Checkpoints, StoredCheckpoint } from "../store/checkpoints.ts";
import type { StoredLeaf, StoredLeaves } from "../store/stored-leaves.ts";
import { Contradiction, orContradiction, SigningKeyMissing } from "../contradiction.ts";
import type { LedgerIdentity } from "./identity.ts";
import { isLeafOf, type Tree } from "../store/tree.ts";

/** A state of the tree. */
export interface TreeState {
  readonly size: number;
  readonly root: Hash;
}

/** The newest state, proven to be the one the ledger last signed. */
export interface ProvenState extends TreeState {
  /** Its signed checkpoint; absent if none was signed yet. */
  readonly note: string | undefined;
  /** The hash of the newest block or entry, whose leaf is proven to be the last one; absent for an empty tree. */
  readonly tip: string | undefined;
  /** The complete subtrees that make up the tree: they hash to the root. */
  readonly peaks: readonly TreeNode[];
}

/** What new blocks or entries add to the evidence. It is computed in advance and stored together with them. */
export interface Growth {
  /** The complete subtrees that make up the tree without them. */
  readonly before: readonly TreeNode[];
  /** The nodes that they complete, in this order. */
  readonly nodes: readonly TreeNode[];
  /** The tree including them; its note is absent if no key is configured. */
  readonly state: ProvenState;
}

/** What the gate reads, none of which it trusts, and what it signs with. */
interface Sources {
  readonly identity: Pick<LedgerIdentity, "name">;
  readonly leaves: StoredLeaves;
  readonly tree: Tree;
  readonly checkpoints: Checkpoints;
  readonly signers: CheckpointSigners;
}

/**
 * The single gate that every signature passes through.
 *
 * An attacker who can write to the storage must not get a signature for a history that differs from the signed one
 * (C2SP tlog-checkpoint: a log never signs two roots for one size). So nothing read from the storage is trusted:
 * - the newest stored checkpoint is verified with the ledger's own keys, under the name that the object's id implies;
 * - the nodes that a new root is computed from must hash to that checkpoint's root;
 * - a ledger that has signed never grows without a signature, so its newest checkpoint must cover its whole chain;
 * - while the object runs, the newest state must equal or extend the one that it last signed or verified.
 */
export class SigningGate {
  readonly #sources: Sources;
  /** The newest state that this object signed or verified. It is in memory, so editing the storage cannot change it. */
  #trusted: ProvenState | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Whether a key is configured to sign with. */
  get canSign(): boolean {
    return this.#sources.signers.exist;
  }

  /** @throws SigningKeyMissing if the ledger has signed before and has no key now, so that it must not grow */
  requireKey(): void {
    if (!this.canSign && this.#sources.checkpoints.newest()) throw new SigningKeyMissing();
  }

  /** The keys that the ledger's checkpoints are verified with. */
  keys(): Promise<VerifierKey[]> {
    return this.#sources.signers.verifiers(this.#sources.identity.name);
  }

  /**
   * The state of the tree over everything stored, proven to be the one that was last signed.
   *
   * @throws Contradiction if what is stored, the tree or the checkpoint differ from what the ledger signed
   */
  async current(): Promise<ProvenState> {
    const { leaves, checkpoints, tree } = this.#sources;
    await orContradiction(tree.catchUp(leaves));
    // Read all of these without an `await` in between, during which another leaf could be appended.
    const newest = checkpoints.newest();
    const tip = leaves.tip();
    const size = tip?.index ?? 0;
    const trusted = this.#trusted;
    const read = tree.reader();
    if (tree.size() !== size || size < (trusted?.size ?? 0)) throw new Contradiction();
    if (this.canSign) this.#requireCoverage(newest, size);
    const isUnchanged =
      trusted?.size === size && trusted.note === newest?.note && trusted.tip === tip?.hash && isStored(trusted, read);

    // The newest block commits to all others, so its contents, its hash and its leaf have to agree.
    if (tip && !(await isLeafOf(read(0, size - 1), tip, leaves))) throw new Contradiction();
    if (isUnchanged) return trusted;
    const peaks = peaksOf(size, read);
    const root = await new GrowingTree(peaks).root();
    // In a tree of even size, the root is computed without the stored last leaf, so it does not reveal whether that
    // leaf was edited together with its block.
    if (tip && !(await this.#isLast(tip, { size, root }))) throw new Contradiction();
    if (trusted?.size === size && !sameHash(trusted.root, root)) throw new Contradiction();
    if (newest && this.canSign) await this.#requireSigned(newest, { size, root });
    return this.#trust({ size, root, note: newest?.note, tip: tip?.hash, peaks });
  }

  /**
   * The state of an earlier size, proven to be a prefix of the newest.
   *
   * @param size at most the newest state's size
   * @throws Contradiction if the stored tree does not prove it
   */
  async prefix(size: number, newest: TreeState): Promise<TreeState> {
    if (size === newest.size) return newest;
    const read = this.#sources.tree.reader();
    const root = await treeRoot(size, read);
    const path = size === 0 ? [] : await consistencyPath(size, newest.size, read);
    if (!(await verifyConsistency(size, newest.size, root, newest.root, path))) throw new Contradiction();
    return { size, root };
  }

  /** Signs a state that {@link current} or {@link prefix} has proven. */
  sign({ size, root }: TreeState): Promise<string> {
    const { identity, signers } = this.#sources;
    return signers.sign(identity.name, size, root);
  }

  /**
   * Computes what blocks or entries add to the tree, and signs the tree that includes them.
   *
   * @param added one or more consecutive ones; blocks are linked to each other
   * @returns `undefined` if the first no longer follows the newest block
   * @throws Contradiction if the stored state is not the one that was signed
   * @throws SigningKeyMissing if the ledger has signed before and has no key now
   */
  async grow(added: readonly [StoredLeaf, ...StoredLeaf[]]): Promise<Growth | undefined> {
    this.requireKey();
    const { size, tip, peaks: before } = await this.current();
    const last = tip ?? GENESIS.previous_hash;
    const [{ index, previous_hash = last }] = added;
    if (size !== index - 1 || last !== previous_hash) return undefined;
    // A block that no check would accept must not get a signature, whatever edited value it was made of.
    if (!added.every((leaf) => this.#sources.leaves.hasFormat(leaf))) throw new Contradiction();
    // Nothing is read from the storage again: the new root is computed from the proven nodes and what is added alone.
    const tree = new GrowingTree(before);
    const nodes: TreeNode[] = [];
    for (const { hash } of added) nodes.push(...(await tree.append(await leafHash(bytesOf(hash)))));
    const grown = { size: tree.size, root: await tree.root(), peaks: tree.peaks, tip: added.at(-1)?.hash };
    return { before, nodes, state: { ...grown, note: this.canSign ? await this.sign(grown) : undefined } };
  }

  /** Stores what {@link grow} computed. Call this in the transaction that appends what was added. */
  store({ nodes, state: { size, note } }: Growth): void {
    const { checkpoints, tree } = this.#sources;
    tree.store(nodes);
    if (note === undefined) checkpoints.markUnsigned(size);
    else checkpoints.put(size, note);
  }

  /** Makes a growth the newest state. Call this after its transaction was committed. */
  committed({ state }: Growth): void {
    this.#trust(state);
  }

  #trust(state: ProvenState): ProvenState {
    // Another leaf may have been appended while this state was verified.
    if (state.size >= (this.#trusted?.size ?? 0)) this.#trusted = state;
    return state;
  }

  /** Requires that the newest checkpoint covers everything stored, or that the ledger is marked as never having signed any. */
  #requireCoverage(newest: StoredCheckpoint | undefined, size: number): void {
    const covered = newest ? newest.size : (this.#sources.checkpoints.unsignedSize() ?? 0);
    const isLost = newest === undefined && this.#trusted?.note !== undefined;
    if (covered !== size || isLost) throw new Contradiction();
  }

  /** Requires that the stored checkpoint is signed by the ledger, under its name, for this state. */
  async #requireSigned({ note }: StoredCheckpoint, { size, root }: TreeState): Promise<void> {
    const signed = await orContradiction(openCheckpoint(note, { ledger: await this.keys() }));
    if (signed.size !== size || !sameHash(signed.root, root)) throw new Contradiction();
  }

  /** Whether a leaf is the last one of a tree. */
  async #isLast({ hash }: StoredLeaf, { size, root }: TreeState): Promise<boolean> {
    const path = await inclusionPath(size - 1, size, this.#sources.tree.reader());
    return verifyInclusion(size - 1, size, await leafHash(bytesOf(hash)), path, root);
  }
}

/** Whether the stored nodes still match those of a state. */
function isStored({ peaks }: ProvenState, read: ReadNode): boolean {
  try {
    return peaks.every(({ level, index, hash }) => sameHash(read(level, index), hash));
  } catch (error) {
    if (error instanceof Contradiction) return false;
    throw error;
  }
}
