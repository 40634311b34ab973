import type { Block } from "../chain/block.ts";
import { parseCheckpoint, openCheckpoint } from "../chain/checkpoint.ts";
import {
  consistencyPath,
  type Hash,
  inclusionPath,
  leafHash,
  type ReadNode,
  sameHash,
  type TreeNode,
  treeRoot,
} from "../chain/merkle-tree.ts";
import { noteText, parseNote, type VerifierKey } from "../chain/note.ts";
import { bytesOf, type Receipt, receiptOf } from "../chain/receipt.ts";
import type { Blocks } from "./blocks.ts";
import type { CheckpointSigners } from "../chain/checkpoint-signers.ts";
import { Checkpoints } from "./checkpoints.ts";
import { Contradiction, readSigned } from "./contradiction.ts";
import type { Founding } from "./founding.ts";
import { Tree } from "./tree.ts";

/** Where it is noted that the tree grew to a size while there was no key to sign with. */
const UNSIGNED = "unsigned";

/** What a new block adds to the evidence; computed first, and stored together with the block. */
export interface Growth {
  readonly size: number;
  readonly nodes: readonly TreeNode[];
  /** The signed checkpoint of the tree with the block; absent where no key is configured. */
  readonly note: string | undefined;
}

/** The newest checkpoint as it is stored, and the tree to prove from: an operator may have edited both. */
export interface StoredEvidence {
  /** Absent when none was signed. */
  readonly note: string | undefined;
  /** The size of the tree when it last grew without a key to sign with; absent when that was signed since. */
  readonly unsigned: number | undefined;
  readonly read: ReadNode;
}

/** Between two trees: what proves that the later one begins with the earlier one. */
export interface Consistency {
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly path: readonly Hash[];
}

/** The Merkle tree over the ledger's blocks and its signed checkpoints (C2SP tlog-checkpoint). */
export class SignedTree {
  readonly #kv: SyncKvStorage;
  readonly #founding: Founding;
  readonly #blocks: Blocks;
  readonly #tree: Tree;
  readonly #checkpoints: Checkpoints;
  readonly #signers: CheckpointSigners;
  /** The newest note that was seen to have the signature of every key. */
  #signed: string | undefined;
  /** The size up to which the stored tree was seen to agree with what was signed. */
  #agreed = -1;

  constructor(storage: DurableObjectStorage, founding: Founding, blocks: Blocks, signers: CheckpointSigners) {
    this.#kv = storage.kv;
    this.#founding = founding;
    this.#blocks = blocks;
    this.#tree = new Tree(storage);
    this.#checkpoints = new Checkpoints(storage.sql);
    this.#signers = signers;
  }

  /**
   * Computes what a block would add.
   *
   * @throws Contradiction when the stored tree contradicts a checkpoint that was signed
   */
  async grow(block: Block): Promise<Growth> {
    await this.#tree.catchUp(this.#blocks);
    const size = block.index;
    await this.#checkAgreement(size - 1);
    if (size > 1) await this.#checkLastLeaf(size - 1, block.previous_hash);
    const nodes = await this.#tree.grown(size - 1, block.hash);
    const added = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    const read: ReadNode = (level, index) => added.get(`${level}/${index}`) ?? this.#tree.read(level, index);
    const note = this.#signers.exist ? await this.#sign(size, await treeRoot(size, read)) : undefined;
    return { size, nodes, note };
  }

  /** Stores what {@link grow} computed, in the same turn as its block. */
  store({ size, nodes, note }: Growth): void {
    this.#tree.store(nodes);
    if (note !== undefined) this.#checkpoints.put(size, note);
    this.#signed = note;
    if (note === undefined) this.#kv.put(UNSIGNED, size);
    else if (this.#kv.get(UNSIGNED) !== undefined) this.#kv.delete(UNSIGNED);
    this.#agreed = size;
  }

  /** The newest checkpoint, or the newest that so many witnesses have cosigned; nothing when there is none. */
  async checkpoint(cosignatures = 0): Promise<string | undefined> {
    await this.#signWhatIs();
    return this.#checkpoints.newest(cosignatures)?.note;
  }

  /**
   * What proves that a block stands in the tree.
   *
   * @param size the size of the tree to prove it in, of which a checkpoint is kept; the newest when not given
   * @returns nothing where the tree has no such block, or no checkpoint of the size is kept
   */
  async receipt(index: number, size?: number): Promise<Receipt | undefined> {
    await this.#signWhatIs();
    const newest = this.#checkpoints.newest();
    const checkpoint = size === undefined || size === newest?.size ? newest?.note : await this.#checkpointOf(size);
    const treeSize = size ?? newest?.size ?? 0;
    if (checkpoint === undefined || index > treeSize) return undefined;
    const path = await inclusionPath(index - 1, treeSize, this.#tree.read);
    return receiptOf(index - 1, treeSize, this.#tree.read(0, index - 1), path, checkpoint);
  }

  /** What proves that the tree of `to` leaves begins with that of `from`; nothing when it does not have so many. */
  async consistency(from: number, to: number): Promise<Consistency | undefined> {
    await this.#tree.catchUp(this.#blocks);
    if (to > this.#tree.size()) return undefined;
    const path = from === 0 ? [] : await consistencyPath(from, to, this.#tree.read);
    return { fromRoot: await this.#root(from), toRoot: await this.#root(to), path };
  }

  /** A tile's hashes (C2SP tlog-tiles); nothing while the tree does not have them all. */
  async tile(level: number, index: number, width: number): Promise<Hash[] | undefined> {
    await this.#tree.catchUp(this.#blocks);
    const hashes = this.#tree.hashes(level * 8, index * 256, width);
    return hashes.length === width ? hashes : undefined;
  }

  /**
   * Adds a witness's cosignatures to a checkpoint of this ledger.
   *
   * @param signed the checkpoint as the witness has it, with its own signature lines added
   * @param witnesses the keys of the witnesses that count
   * @returns how many witnesses have cosigned it now; nothing when the ledger's tree has no such state
   * @throws Malformed when it is no checkpoint of this ledger, or a signature is not right
   */
  async cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<number | undefined> {
    const { size, root, note, cosignedBy } = await openCheckpoint(signed, { ledger: await this.keys(), witnesses });
    if (size > this.#tree.size() || !sameHash(root, await this.#root(size))) return undefined;
    const names = new Set(cosignedBy.map(({ name, id }) => `${name} ${id}`));
    const added = note.signatures.filter(({ name, id }) => names.has(`${name} ${id}`));
    for (;;) {
      const kept = this.#checkpoints.at(size);
      const own = parseNote(kept ?? (await this.#sign(size, root))).signatures;
      // A witness that cosigns the same state again replaces its older signature.
      const rest = own.filter(({ name, id }) => !names.has(`${name} ${id}`));
      const text = noteText({ text: note.text, signatures: [...rest, ...added] });
      const { cosignedBy: all } = await openCheckpoint(text, { ledger: await this.keys(), witnesses });
      // One that came from another witness meanwhile must not be lost.
      if (this.#checkpoints.at(size) !== kept) continue;
      if (cosignedBy.length > 0) this.#checkpoints.putCosigned(size, text, all.length);
      return all.length;
    }
  }

  /** The keys that the ledger's checkpoints are verified with. */
  keys(): Promise<VerifierKey[]> {
    return this.#signers.verifiers(this.#founding.name);
  }

  /** The newest checkpoint as it is stored, believed or not, with the tree to prove from. */
  stored(): StoredEvidence {
    const note = this.#signers.exist ? this.#checkpoints.newest()?.note : undefined;
    return { note, unsigned: this.#kv.get<number>(UNSIGNED), read: this.#tree.read };
  }

  /**
   * Signs the tree as it is, when its newest checkpoint lacks a signature: a key was configured after the blocks were
   * mined.
   */
  async #signWhatIs(): Promise<void> {
    await this.#tree.catchUp(this.#blocks);
    const size = this.#tree.size();
    if (!this.#signers.exist || size === 0) return;
    const newest = this.#checkpoints.newest();
    if (newest?.size === size) return newest.note === this.#signed ? undefined : this.#addSignatures(newest);
    await this.#checkAgreement(size);
    await this.#checkLastLeaf(size, this.#blocks.tip()?.hash ?? "");
    const note = await this.#sign(size, await this.#root(size));
    if (this.#tree.size() === size) this.#checkpoints.put(size, note);
  }

  /** Adds the signatures of keys that were configured since a checkpoint was signed. */
  async #addSignatures({ size, note }: { size: number; note: string }): Promise<void> {
    const { text, signatures } = parseNote(note);
    const keys = await this.keys();
    const isOwn = (id: string) => keys.some((key) => key.id === id);
    if (keys.every((key) => signatures.some(({ id }) => id === key.id))) {
      this.#signed = note;
      return;
    }
    await this.#checkAgreement(size);
    const own = parseNote(await this.#sign(size, parseCheckpoint(text).root)).signatures;
    const others = signatures.filter(({ id }) => !isOwn(id));
    this.#checkpoints.replace(size, noteText({ text, signatures: [...own, ...others] }));
  }

  /** A log must not sign what contradicts what it signed before (C2SP tlog-checkpoint, "signatures"). */
  async #checkAgreement(size: number): Promise<void> {
    if (this.#agreed === size) return;
    const newest = this.#checkpoints.newest();
    if (newest) {
      const signed = readSigned(() => parseCheckpoint(parseNote(newest.note).text));
      if (signed.size > size || !sameHash(signed.root, await this.#root(signed.size))) throw new Contradiction();
    }
    this.#agreed = size;
  }

  /** The blocks may have been rewritten beside the tree: the newest commits to all, so its leaf tells. */
  async #checkLastLeaf(size: number, tipHash: string): Promise<void> {
    if (!sameHash(await leafHash(bytesOf(tipHash)), this.#tree.read(0, size - 1))) throw new Contradiction();
  }

  async #checkpointOf(size: number): Promise<string | undefined> {
    if (size < 1 || size > this.#tree.size() || !this.#signers.exist) return undefined;
    return this.#checkpoints.at(size) ?? this.#sign(size, await this.#root(size));
  }

  #sign(size: number, root: Hash): Promise<string> {
    return this.#signers.sign(this.#founding.name, size, root);
  }

  #root(size: number): Promise<Hash> {
    return treeRoot(size, this.#tree.read);
  }
}
