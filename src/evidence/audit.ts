import { hex } from "../chain/hex.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Fault } from "../chain/fault.ts";
import { GrowingTree, type Hash, leafHash, sameHash, type TreeNode } from "../chain/merkle-tree.ts";
import { bytesOf } from "./receipt.ts";
import type { AnyTip } from "../chain/kind.ts";
import { SealedValidator } from "../chain/sealed/validation.ts";
import { type AnyOptions, validatorFor } from "../chain/validator.ts";

/**
 * Validates a chain of either kind block by block while rebuilding its Merkle tree, so that the whole history can be
 * compared with checkpoints. It needs hardly more memory than the validator.
 */
export class ChainAudit {
  readonly #options: AnyOptions;
  /** The first block tells of which kind the chain is. */
  #validator: ReturnType<typeof validatorFor> | undefined;
  readonly #tree = new GrowingTree();
  readonly #wanted: ReadonlySet<number>;
  readonly #roots = new Map<number, Hash>();
  #completed: TreeNode[] = [];
  #genesis: AnyTip | undefined;

  /** @param sizes the tree sizes of the checkpoints with which the chain will be compared */
  constructor(sizes: Iterable<number>, options: AnyOptions) {
    this.#options = options;
    this.#wanted = new Set(sizes);
  }

  /** The number of valid blocks so far. */
  get length(): number {
    return this.#validator?.length ?? 0;
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
      const validator = (this.#validator ??= validatorFor(value, this.#options));
      const fault = await validator.next(value);
      const { tip } = validator;
      if (fault || !tip) return fault;
      this.#genesis ??= tip;
      this.#completed.push(...(await this.#tree.append(await leafHash(bytesOf(tip.hash)))));
      if (this.#wanted.has(tip.index)) this.#roots.set(tip.index, await this.#tree.root());
    }
    return undefined;
  }

  /** The root of the tree over all blocks so far. */
  root(): Promise<Hash> {
    return this.#tree.root();
  }

  /**
   * Checks that the chain contains the history that a checkpoint covers.
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
