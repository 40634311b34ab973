import { hex } from "../../chain/text/hex.ts";
import type { Checkpoint } from "../notes/checkpoint.ts";
import type { Fault } from "../../chain/fault.ts";
import { GrowingTree, type Hash, leafHash, sameHash, type TreeNode } from "../../chain/merkle-tree.ts";
import { bytesOf } from "../receipts/receipt.ts";
import { isHash } from "../../chain/format.ts";
import { anyFormatFault, type AnyTip, isSealed } from "../../chain/kind.ts";
import { SealedValidator } from "../../chain/sealed/validation.ts";
import { type AnyOptions, validatorFor } from "../../chain/validator.ts";

/**
 * Validates a chain of either kind block by block while rebuilding its Merkle tree, so that the whole history can be
 * compared with checkpoints. It needs hardly more memory than the validator. After a fault, the tree goes on with the
 * hashes that the chain claims, as long as each block is in its place.
 */
export class ChainAudit {
  readonly #options: AnyOptions;
  /** Chosen by the first block that can be read, which tells of which kind the chain is. */
  #validator: ReturnType<typeof validatorFor> | undefined;
  #isKindKnown = false;
  /** The faults of the unreadable blocks before that one. */
  readonly #unread: Fault[] = [];
  readonly #tree = new GrowingTree();
  readonly #wanted: ReadonlySet<number>;
  readonly #roots = new Map<number, Hash>();
  #completed: TreeNode[] = [];
  #genesis: AnyTip | undefined;
  /** How many leaves the tree had when a block was missing or out of place: larger trees cannot be rebuilt. */
  #brokenAt: number | undefined;

  /** @param sizes the tree sizes of the checkpoints with which the chain will be compared */
  constructor(sizes: Iterable<number>, options: AnyOptions) {
    this.#options = options;
    this.#wanted = new Set(sizes);
  }

  /** The number of blocks so far: the index of the newest valid one, or of a faulty one after which it resumed. */
  get length(): number {
    return this.#validator?.length ?? 0;
  }

  /** The size of the largest tree that can be rebuilt, if blocks are missing or out of place. */
  get brokenAt(): number | undefined {
    return this.#brokenAt;
  }

  /** The first block, or its header on a sealed ledger, once it was found valid. */
  get genesis(): AnyTip | undefined {
    return this.#genesis;
  }

  /** The newest valid block, or its header on a sealed ledger. */
  get tip(): AnyTip | undefined {
    return this.#validator?.tip;
  }

  /** What validated the blocks, if they are those of a sealed ledger: it knows their keys and signatures. */
  get sealed(): SealedValidator | undefined {
    return this.#validator instanceof SealedValidator ? this.#validator : undefined;
  }

  /** The subtrees that the blocks of the latest call completed. */
  get completed(): readonly TreeNode[] {
    return this.#completed;
  }

  /**
   * Checks the next block as its kind's validator does, and adds its leaf, whose data are the block's hash.
   *
   * @throws UnknownVersion if the ledger is of a later version of the format
   */
  next(value: unknown): Promise<Fault | undefined> {
    return this.check([value]);
  }

  /** Checks the next blocks up to the first fault, and adds their leaves. */
  async check(values: Iterable<unknown>): Promise<Fault | undefined> {
    this.#completed = [];
    if (this.length === 0 && this.#wanted.has(0)) this.#roots.set(0, await this.#tree.root());
    for (const value of values) {
      const validator = await this.#validatorFor(value);
      const fault = await validator.next(value);
      const { tip } = validator;
      if (fault || !tip) return fault;
      if (tip.index === 1) this.#genesis ??= tip;
      await this.#append(tip.hash);
    }
    return undefined;
  }

  /**
   * Goes on after a faulty block, as its kind's validator does.
   *
   * @param value the block for which the latest call returned a fault
   * @returns the hash that it claims as the block in its place; `undefined` if it claims none
   */
  async resumeAfter(value: unknown, fault: Fault): Promise<string | undefined> {
    if (!this.#isKindKnown) this.#unread.push(fault);
    await this.#validator?.resumeAfter(value, fault);
    const { hash, index } = (value ?? {}) as { readonly hash?: unknown; readonly index?: unknown };
    const isInPlace = fault.rule !== "index" && (typeof index !== "number" || index === fault.index);
    const claimed = isInPlace && isHash(hash) ? hash : undefined;
    if (claimed === undefined) this.#compareLength();
    else await this.#append(claimed);
    return claimed;
  }

  async #validatorFor(value: unknown): Promise<ReturnType<typeof validatorFor>> {
    if (this.#validator && this.#isKindKnown) return this.#validator;
    this.#isKindKnown = anyFormatFault(value) === undefined;
    if (this.#validator && isSealed(value) === (this.sealed !== undefined)) return this.#validator;
    const validator = (this.#validator = validatorFor(value, this.#options));
    for (const fault of this.#unread) {
      await validator.next(undefined);
      await validator.resumeAfter(undefined, fault);
    }
    return validator;
  }

  async #append(hash: string): Promise<void> {
    if (this.#brokenAt !== undefined) return;
    this.#completed.push(...(await this.#tree.append(await leafHash(bytesOf(hash)))));
    this.#compareLength();
    const { size } = this.#tree;
    if (this.#brokenAt === undefined && this.#wanted.has(size)) this.#roots.set(size, await this.#tree.root());
  }

  /** Notes up to which size the tree is right, once it no longer has one leaf for each block. */
  #compareLength(): void {
    const { size } = this.#tree;
    if (size < this.length) this.#brokenAt ??= size;
    else if (size > this.length) this.#brokenAt ??= this.length - 1;
  }

  /** The root of the tree over all blocks so far. */
  root(): Promise<Hash> {
    return this.#tree.root();
  }

  /** Whether the tree of a size could be rebuilt, so that a checkpoint of it can be compared with the chain. */
  hasTree(size: number): boolean {
    return this.#brokenAt === undefined || size <= this.#brokenAt;
  }

  /**
   * Checks that the chain contains the history that a checkpoint covers. Ask {@link hasTree} first.
   *
   * @param checkpoint its size must be among those given to the constructor
   */
  checkpointFault({ size, root }: Checkpoint): Fault | undefined {
    if (size > this.length) return lostBlocks(size, this.length);
    const rebuilt = this.#roots.get(size);
    if (rebuilt && sameHash(rebuilt, root)) return undefined;
    const detail = `The first ${size} blocks are not those that the checkpoint covers: some were rewritten afterwards.`;
    return { index: size, rule: "checkpoint", expected: hex(root), actual: rebuilt ? hex(rebuilt) : "another", detail };
  }
}

/** The fault of a chain that has fewer blocks than a checkpoint covers. */
export function lostBlocks(signed: number, length: number): Fault {
  const detail = `Blocks are missing at the end of the chain: a checkpoint covers ${signed}, the chain has ${length}.`;
  return { index: length + 1, rule: "checkpoint", expected: `${signed} blocks`, actual: `${length} blocks`, detail };
}
