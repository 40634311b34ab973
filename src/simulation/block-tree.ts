import type { BlockFault, NetworkBlock } from "./block.ts";
import { CoinBook } from "./coin-book.ts";
import type { BlockId } from "./names.ts";

/** What makes a block; the tree adds its name, its place and its work. */
export type BlockDraft = Omit<NetworkBlock, "id" | "index" | "work">;

/** All blocks that any node has ever made. Whether a block is valid follows from it and its ancestors alone. */
export class BlockTree {
  readonly #blocks = new Map<BlockId, NetworkBlock>();
  readonly #faults = new Map<BlockId, BlockFault | undefined>();
  readonly #blockWork: number;
  readonly genesis: NetworkBlock;

  /** @param blockWork what each block adds to the work of its chain */
  constructor(blockWork: number) {
    this.#blockWork = blockWork;
    this.genesis = this.add({ minedAt: 0, transfers: [] });
  }

  get blocks(): ReadonlyMap<BlockId, NetworkBlock> {
    return this.#blocks;
  }

  get(id: BlockId): NetworkBlock {
    const block = this.#blocks.get(id);
    if (!block) throw new Error(`there is no block ${id}`);
    return block;
  }

  /** The faults of all blocks that have one. */
  get faults(): ReadonlyMap<BlockId, BlockFault> {
    const found = new Map<BlockId, BlockFault>();
    for (const id of this.#blocks.keys()) {
      const fault = this.fault(id);
      if (fault) found.set(id, fault);
    }
    return found;
  }

  add(draft: BlockDraft): NetworkBlock {
    const parent = draft.parent === undefined ? undefined : this.get(draft.parent);
    const block = {
      ...draft,
      id: `b${this.#blocks.size + 1}`,
      index: (parent?.index ?? 0) + 1,
      work: (parent?.work ?? 0) + this.#blockWork,
    };
    this.#blocks.set(block.id, block);
    return block;
  }

  /** The blocks from a block back to genesis. */
  *back(id: BlockId): Generator<NetworkBlock> {
    for (let next: BlockId | undefined = id; next !== undefined;) {
      const block: NetworkBlock = this.get(next);
      yield block;
      next = block.parent;
    }
  }

  /** The blocks from genesis to a block. */
  chain(id: BlockId): readonly NetworkBlock[] {
    return Array.from(this.back(id)).toReversed();
  }

  /** Whether the chain to `tip` contains a block. */
  contains(tip: BlockId, block: BlockId): boolean {
    const { index } = this.get(block);
    for (const each of this.back(tip)) if (each.index <= index) return each.id === block;
    return false;
  }

  /** Why nodes refuse a block, or `undefined` if it is valid. */
  fault(id: BlockId): BlockFault | undefined {
    if (!this.#faults.has(id)) this.#faults.set(id, this.#check(this.get(id)));
    return this.#faults.get(id);
  }

  #check({ parent, proofOf, transfers }: NetworkBlock): BlockFault | undefined {
    if (proofOf !== undefined) return { rule: "proof" };
    if (parent === undefined) return undefined;
    const above = this.fault(parent);
    if (above) return above.rule === "ancestor" ? above : { rule: "ancestor", ancestor: parent, fault: above };
    if (transfers.length === 0) return undefined;
    const book = new CoinBook(this.chain(parent));
    for (const [place, transfer] of transfers.entries()) {
      const fault = book.fault(transfer, transfers.slice(0, place));
      if (fault) return { rule: "transfer", transfer, fault };
    }
    return undefined;
  }
}
