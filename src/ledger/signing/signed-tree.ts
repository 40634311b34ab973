import { openCheckpoint } from "../../evidence/notes/checkpoint.ts";
import type { CheckpointSigners } from "./checkpoint-signers.ts";
import {
  consistencyPath,
  GrowingTree,
  type Hash,
  inclusionPath,
  inclusionPaths,
  leafHash,
  peaksOf,
  type ReadNode,
  sameHash,
  verifyConsistency,
  verifyInclusion,
} from "../../chain/merkle-tree.ts";
import { type NoteSignature, noteText, parseNote, type VerifierKey } from "../../evidence/notes/note.ts";
import { bytesOf, type Receipt, receiptOf } from "../../evidence/receipts/receipt.ts";
import { Checkpoints, type StoredCheckpoint } from "../store/checkpoints.ts";
import { Contradiction, orContradiction } from "../contradiction.ts";
import type { LedgerIdentity } from "./identity.ts";
import { entryBundle, tileOf } from "./tiles.ts";
import type { KnownFault } from "./known-fault.ts";
import { type Growth, type ProvenState, SigningGate, type TreeState } from "./signing-gate.ts";
import type { StoredLeaf, StoredLeaves } from "../store/stored-leaves.ts";
import { isLeafOf, Tree } from "../store/tree.ts";
import { BLOCK_TABLES, type TreeTables } from "../store/tree-tables.ts";
import { Turns } from "../sharing/turns.ts";

/** The newest checkpoint as stored, and the tree for proofs. Neither is trusted: someone may have edited them. */
export interface StoredEvidence {
  /** Whether a key is configured to sign and verify checkpoints with. */
  readonly canSign: boolean;
  /** Its text, and the size that it is stored under; absent if none was signed. */
  readonly newest: StoredCheckpoint | undefined;
  /** The size up to which the ledger grew without a key and signed nothing; absent if it has signed a checkpoint. */
  readonly unsigned: number | undefined;
  readonly read: ReadNode;
}

/** A consistency proof between two trees: it proves that the later tree extends the earlier one. */
export interface Consistency {
  readonly fromRoot: Hash;
  readonly toRoot: Hash;
  readonly path: readonly Hash[];
}

/** A state of the tree with its signed checkpoint. */
export interface SignedState extends TreeState {
  readonly note: string;
}

/** What the tree is computed from and signed with. */
interface Sources {
  readonly storage: DurableObjectStorage;
  /** The log's name, which becomes part of the origin of its checkpoints. */
  readonly identity: Pick<LedgerIdentity, "name">;
  readonly leaves: StoredLeaves;
  readonly signers: CheckpointSigners;
  readonly knownFault: Pick<KnownFault, "requireNone">;
  /** Those of the blocks if absent. */
  readonly tables?: TreeTables;
}

/** The work for each leaf of a range that is verified, in digests. */
const DIGESTS_PER_LEAF = 2;

/**
 * A Merkle tree and its signed checkpoints (C2SP tlog-checkpoint): that over the ledger's blocks, or that over its log of
 * reads.
 */
export class SignedTree {
  readonly #leaves: StoredLeaves;
  readonly #tree: Tree;
  readonly #checkpoints: Checkpoints;
  readonly #gate: SigningGate;
  readonly #knownFault: Pick<KnownFault, "requireNone">;
  /** The newest note known to have the signature of every key. */
  #complete: string | undefined;

  constructor({ storage, identity, leaves, signers, knownFault, tables = BLOCK_TABLES }: Sources) {
    this.#leaves = leaves;
    this.#knownFault = knownFault;
    this.#tree = new Tree(storage, tables);
    this.#checkpoints = new Checkpoints(storage, tables);
    this.#gate = new SigningGate({ identity, leaves, tree: this.#tree, checkpoints: this.#checkpoints, signers });
  }

  /** Like {@link SigningGate.grow}, but throws a `Contradiction` while a fault is known. */
  async grow(added: readonly [StoredLeaf, ...StoredLeaf[]]): Promise<Growth | undefined> {
    this.#knownFault.requireNone();
    return this.#gate.grow(added);
  }

  /** See {@link SigningGate.store}. */
  store(growth: Growth): void {
    this.#gate.store(growth);
  }

  /** See {@link SigningGate.committed}. */
  committed(growth: Growth): void {
    this.#gate.committed(growth);
  }

  /**
   * The receipts of the blocks of a growth, in this order, in the checkpoint that it adds; `undefined` if no key is
   * configured. They are computed from proven nodes alone, so they need no verification.
   */
  async receipts({ before, nodes, state: { size, note } }: Growth): Promise<Receipt[] | undefined> {
    if (note === undefined) return undefined;
    const known = new Map([...before, ...nodes].map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    const read: ReadNode = (level, index) => {
      const hash = known.get(`${level}/${index}`);
      if (!hash) throw new RangeError(`the growth has no node ${level}/${index}`);
      return hash;
    };
    const leaves = nodes.filter(({ level }) => level === 0);
    const paths = await inclusionPaths(
      leaves.map(({ index }) => index),
      size,
      read,
    );
    return leaves.map(({ index, hash }, place) => receiptOf(index, size, hash, paths[place] ?? [], note));
  }

  /** @throws Contradiction while a fault is known */
  requireNoKnownFault(): void {
    this.#knownFault.requireNone();
  }

  /**
   * Verifies that the stored blocks and tree match the last signed state. Call this before work that will need a
   * signature.
   *
   * @throws Contradiction if they do not match, or a check has found a fault
   * @throws SigningKeyMissing if the ledger has signed before and has no key now
   */
  async requireAgreement(): Promise<void> {
    this.#gate.requireKey();
    this.#knownFault.requireNone();
    await this.#gate.current();
  }

  /** The newest state with its checkpoint; `undefined` if none was signed. */
  async newestSigned(): Promise<SignedState | undefined> {
    const { note, size, root } = await this.#signed();
    return note === undefined ? undefined : { note, size, root };
  }

  /** The newest checkpoint that at least `cosignatures` witnesses have cosigned; `undefined` if there is none. */
  async checkpoint(cosignatures = 0): Promise<string | undefined> {
    const newest = await this.#signed();
    if (cosignatures === 0) return newest.note;
    const cosigned = this.#checkpoints.newest(cosignatures);
    if (!cosigned) return undefined;
    if (cosigned.size > newest.size) throw new Contradiction();
    return this.#noteOf(await this.#gate.prefix(cosigned.size, newest));
  }

  /**
   * A receipt, which proves that a block is in the tree.
   *
   * @param index the index of the block, from 1
   * @param size the size of the tree to prove it in; the newest if absent
   * @returns `undefined` if the tree has no such block, or no checkpoint was signed
   */
  async receipt(index: number, size?: number): Promise<Receipt | undefined> {
    const newest = await this.#signed();
    const treeSize = size ?? newest.size;
    if (newest.note === undefined || treeSize > newest.size || index > treeSize) return undefined;
    const state = await this.#gate.prefix(treeSize, newest);
    const read = this.#tree.reader();
    const leaf = read(0, index - 1);
    const path = await inclusionPath(index - 1, treeSize, read);
    // The block and the nodes of the path may have been edited in a way that the root does not reveal.
    const stored = this.#leaves.at(index);
    const isProven = stored && (await isLeafOf(leaf, stored, this.#leaves));
    if (!isProven || !(await verifyInclusion(index - 1, treeSize, leaf, path, state.root))) throw new Contradiction();
    const note = treeSize === newest.size ? newest.note : await this.#noteOf(state);
    return receiptOf(index - 1, treeSize, leaf, path, note);
  }

  /**
   * Proof that the tree of size `to` extends that of size `from`; `undefined` if the tree has fewer than `to` leaves.
   */
  async consistency(from: number, to: number): Promise<Consistency | undefined> {
    const newest = await this.#gate.current();
    if (to > newest.size) return undefined;
    const { root: toRoot } = await this.#gate.prefix(to, newest);
    const { root: fromRoot } = await this.#gate.prefix(from, newest);
    const path = from === 0 ? [] : await consistencyPath(from, to, this.#tree.reader());
    if (!(await verifyConsistency(from, to, fromRoot, toRoot, path))) throw new Contradiction();
    return { fromRoot, toRoot, path };
  }

  /**
   * Requires that consecutive stored leaves are those of the newest tree.
   *
   * @throws Contradiction if they are not
   */
  async requireLeaves(leaves: readonly [StoredLeaf, ...StoredLeaf[]]): Promise<void> {
    const [{ index: first }] = leaves;
    const newest = await this.#gate.current();
    const tree = new GrowingTree(peaksOf(first - 1, this.#tree.reader()));
    const turns = new Turns();
    for (const leaf of leaves) {
      if (leaf.index !== tree.size + 1 || leaf.index > newest.size || !this.#leaves.hasFormat(leaf)) {
        throw new Contradiction();
      }
      await tree.append(await leafHash(bytesOf(leaf.hash)));
      await turns.spend(DIGESTS_PER_LEAF);
    }
    // The root also commits to the nodes that the leaves were appended to.
    const { root } = await this.#gate.prefix(tree.size, newest);
    if (!sameHash(root, await tree.root())) throw new Contradiction();
  }

  /** The path that proves the same, as the stored nodes yield it. It is not verified here: whoever gets it has to. */
  async extensionPath(from: number, to: number): Promise<readonly Hash[]> {
    return consistencyPath(from, to, this.#tree.reader());
  }

  /** A tile's hashes, concatenated (C2SP tlog-tiles); `undefined` if the tree does not have all of them. */
  async tile(level: number, index: number, width: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await this.#gate.current();
    const hashes = this.#tree.hashes(level * 8, index * 256, width);
    return hashes.length === width ? tileOf(hashes) : undefined;
  }

  /** An entry bundle (C2SP tlog-tiles); `undefined` if the tree does not have all of its leaves. */
  async entries(index: number, width: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    await this.#gate.current();
    const first = index * 256;
    const leaves = this.#tree.hashes(0, first, width);
    if (leaves.length < width) return undefined;
    const stored = this.#leaves.range(first + 1, first + width, width);
    if (!stored.every((each) => this.#leaves.hasFormat(each))) throw new Contradiction();
    return entryBundle(stored, leaves);
  }

  /**
   * Adds a witness's cosignatures to a checkpoint of this ledger.
   *
   * @param signed the checkpoint as the witness has it, with the witness's signature lines added
   * @param witnesses the keys of the configured witnesses, whose cosignatures count
   * @returns how many witnesses have now cosigned it, and which of the sent cosignatures count; `undefined` if the
   *   ledger's tree was never in that state
   * @throws Malformed if it is not a checkpoint of this ledger, or a signature is invalid
   */
  async cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<Cosigned | undefined> {
    const { size, root, note, cosignedBy } = await openCheckpoint(signed, { ledger: await this.keys(), witnesses });
    const newest = await this.#signed();
    if (size > newest.size) return undefined;
    const state = await this.#gate.prefix(size, newest);
    if (!sameHash(root, state.root)) return undefined;
    const names = new Set(cosignedBy.map(({ key: { name, id } }) => `${name} ${id}`));
    const added = note.signatures.filter(({ name, id }) => names.has(`${name} ${id}`));
    for (;;) {
      const before = this.#checkpoints.at(size);
      const own = parseNote(await this.#noteOf(state)).signatures;
      // A witness that cosigns the same state again replaces its older signature.
      const rest = own.filter(({ name, id }) => !names.has(`${name} ${id}`));
      const text = noteText({ text: note.text, signatures: [...rest, ...added] });
      const { cosignedBy: all } = await openCheckpoint(text, { ledger: await this.keys(), witnesses });
      // A cosignature that arrived from another witness meanwhile must not be lost.
      if (this.#checkpoints.at(size) !== before) continue;
      if (cosignedBy.length > 0) this.#checkpoints.putCosigned(size, text, all.length);
      return { cosignatures: all.length, counted: cosignedBy.map(({ key: { name, id } }) => `${name}+${id}`) };
    }
  }

  /**
   * Adds the missing leaves of blocks that are older than the tree.
   *
   * @throws Contradiction if the stored blocks or the tree are damaged
   */
  catchUp(): Promise<void> {
    return orContradiction(this.#tree.catchUp(this.#leaves));
  }

  /** The keys that the ledger's checkpoints are verified with. */
  keys(): Promise<VerifierKey[]> {
    return this.#gate.keys();
  }

  /** The newest checkpoint as stored, unverified, with the tree for proofs. */
  stored(): StoredEvidence {
    const { canSign } = this.#gate;
    return {
      canSign,
      newest: canSign ? this.#checkpoints.newest() : undefined,
      unsigned: this.#checkpoints.unsignedSize(),
      read: this.#tree.reader(),
    };
  }

  /**
   * The newest state, with its checkpoint signed by every key: a key may have been configured after the blocks were
   * mined. Without a key, the checkpoint stays as it is.
   */
  async #signed(): Promise<ProvenState> {
    this.#knownFault.requireNone();
    const newest = await this.#gate.current();
    const { size, note } = newest;
    if (!this.#gate.canSign || size === 0 || (note !== undefined && note === this.#complete)) return newest;
    const complete = await this.#noteOf(newest);
    // Read and write in one turn: another request may have signed it meanwhile, or appended a block.
    if (this.#checkpoints.newest()?.note === note && this.#leaves.length() === size) {
      if (note === undefined) this.#checkpoints.put(size, complete);
      else if (note !== complete) this.#checkpoints.replace(size, complete);
      this.#complete = complete;
    }
    return { ...newest, note: complete };
  }

  /** The checkpoint of a proven state, signed by every key, with its stored cosignatures. */
  async #noteOf(state: TreeState): Promise<string> {
    const { text, signatures: own } = parseNote(await this.#gate.sign(state));
    const stored = this.#checkpoints.at(state.size);
    const cosigned = stored === undefined ? [] : await orContradiction(signaturesOf(stored, text));
    // This also drops the signatures of retired keys, since the current keys have just signed.
    const ids = new Set((await this.keys()).map(({ id }) => id));
    return noteText({ text, signatures: [...own, ...cosigned.filter(({ id }) => !ids.has(id))] });
  }
}

/** The result of adding cosignatures. */
export interface Cosigned {
  /** How many different witnesses have now cosigned the checkpoint. */
  readonly cosignatures: number;
  /** The sent cosignatures that count, as the `<name>+<id>` of each witness, which its verifier key begins with. */
  readonly counted: readonly string[];
}

/** The signatures of a stored note. @throws Contradiction if its text differs from the expected one */
async function signaturesOf(stored: string, text: string): Promise<readonly NoteSignature[]> {
  const note = parseNote(stored);
  if (note.text !== text) throw new Contradiction();
  return note.signatures;
}
