import { type Block, hashBlock } from "../../chain/block.ts";
import { formatFault } from "../../chain/format.ts";
import { bytesOf } from "../../evidence/receipt.ts";
import {
  completedNodes,
  type Hash,
  leafHash,
  type ReadNode,
  sameHash,
  type TreeNode,
} from "../../evidence/merkle-tree.ts";
import type { Blocks } from "./blocks.ts";
import { Contradiction } from "../contradiction.ts";
import { Turns } from "../sharing/turns.ts";

/** The work of adding a leaf while a tree catches up, in digests: its hashes and the writes. */
const DIGESTS_PER_LEAF = 10;

/** The Merkle tree over the blocks, in the object's SQLite database: all SQL on its nodes is here. */
export class Tree {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  /** How many leaves are stored. */
  size(): number {
    const query = `SELECT MAX("index") + 1 AS size FROM tree WHERE level = 0`;
    return this.#sql.exec<{ size: number | null }>(query).toArray()[0]?.size ?? 0;
  }

  /**
   * Reads a stored node. This is an arrow function so that it can be passed as a `ReadNode`.
   *
   * @throws Contradiction if the node is missing
   */
  readonly read: ReadNode = (level, index) => {
    const [hash] = this.hashes(level, index, 1);
    if (!hash) throw new Contradiction();
    return hash;
  };

  /** Up to `count` stored hashes of one level, in order. */
  hashes(level: number, from: number, count: number): Hash[] {
    const query = `SELECT hash FROM tree WHERE level = ? AND "index" >= ? AND "index" < ? ORDER BY "index"`;
    const rows = this.#sql.exec<{ hash: ArrayBuffer }>(query, level, from, from + count).toArray();
    return rows.map(({ hash }) => new Uint8Array(hash));
  }

  /** Stores the nodes that a new leaf completes. */
  store(nodes: readonly TreeNode[]): void {
    for (const { level, index, hash } of nodes) {
      this.#sql.exec(`INSERT OR REPLACE INTO tree (level, "index", hash) VALUES (?, ?, ?)`, level, index, hash.buffer);
    }
  }

  /** Adds the leaves of blocks that have none: those that are older than the tree. */
  async catchUp(blocks: Blocks): Promise<void> {
    const turns = new Turns();
    for (let size = this.size(); size < blocks.length(); size = this.size()) {
      const [block] = blocks.range(size + 1, size + 1, 1);
      if (!block) throw new Contradiction();
      const nodes = await completedNodes(size, await leafHash(bytesOf(block.hash)), this.read);
      // All nodes or none: a stored leaf counts as complete, so its missing parent nodes would never be added.
      if (this.size() === size) this.#storage.transactionSync(() => this.store(nodes));
      await turns.spend(DIGESTS_PER_LEAF);
    }
  }
}

/** Whether a leaf belongs to a stored block, and the block's contents match its hash. */
export async function isLeafOf(leaf: Hash, block: Block): Promise<boolean> {
  // An edited table may contain anything.
  if (formatFault(block)) return false;
  const { hash, ...unhashed } = block;
  return sameHash(await leafHash(bytesOf(hash)), leaf) && (await hashBlock(unhashed)) === hash;
}
