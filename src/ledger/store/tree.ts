import { bytesOf } from "../../evidence/receipts/receipt.ts";
import {
  GrowingTree,
  type Hash,
  leafHash,
  peaksOf,
  type ReadNode,
  sameHash,
  type TreeNode,
} from "../../chain/merkle-tree.ts";
import type { StoredLeaf, StoredLeaves } from "./stored-leaves.ts";
import { Contradiction } from "../contradiction.ts";
import { Turns } from "../sharing/turns.ts";
import { HASH_BYTES, leavesIn, TILE_LEAVES, tilePlace } from "./tile-layout.ts";
import { BLOCK_TABLES, type TreeTables } from "./tree-tables.ts";

/** How many leaves a tree that catches up gets at once, and the work for each in digests: its hashes and the writes. */
const CATCH_UP = { leaves: 256, digests: 8 } as const;

/** A tile as stored. It is not trusted: someone may have edited it. */
interface Tile {
  readonly tile: number;
  readonly hashes: Uint8Array<ArrayBuffer>;
}

/** A Merkle tree over blocks or the log of reads, in the object's SQLite database: all SQL on its nodes is here. */
export class Tree {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #table: TreeTables["tiles"];
  #catchingUp: Promise<void> | undefined;

  constructor(storage: DurableObjectStorage, { tiles }: TreeTables = BLOCK_TABLES) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#table = tiles;
  }

  /**
   * How many leaves are stored.
   *
   * @throws Contradiction if the last tile is damaged
   */
  size(): number {
    const query = `SELECT "index" AS tile, length(hashes) AS bytes FROM ${this.#table} WHERE level = 0 ORDER BY "index" DESC LIMIT 1`;
    const [last] = this.#sql.exec<{ tile: number; bytes: number }>(query).toArray();
    if (!last) return 0;
    const leaves = leavesIn(last.bytes);
    if (leaves === undefined) throw new Contradiction();
    return last.tile * TILE_LEAVES + leaves;
  }

  /**
   * Reads stored nodes. The reader caches a tile of each level, since most callers read neighbors.
   *
   * @returns a function that throws a Contradiction if the node is missing
   */
  reader(): ReadNode {
    const cached = new Map<number, Tile>();
    return (level, index) => {
      const { level: base, tile, place } = tilePlace({ level, index });
      let found = cached.get(base);
      const end = (place + 1) * HASH_BYTES;
      // The tile may have grown since it was cached.
      if (found?.tile !== tile || found.hashes.length < end) {
        found = { tile, hashes: this.#hashesOf(base, tile) };
        cached.set(base, found);
      }
      if (found.hashes.length < end) throw new Contradiction();
      return found.hashes.slice(end - HASH_BYTES, end);
    };
  }

  /** Up to `count` stored hashes of one level, in order. */
  hashes(level: number, from: number, count: number): Hash[] {
    const read = this.reader();
    const hashes: Hash[] = [];
    try {
      while (hashes.length < count) hashes.push(read(level, from + hashes.length));
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
    }
    return hashes;
  }

  /**
   * Stores the nodes that new leaves complete, in the order in which they are completed.
   *
   * @throws Contradiction if nodes that must already be stored are missing
   */
  store(nodes: readonly TreeNode[]): void {
    const additions = new Map<string, { level: number; tile: number; place: number; hashes: Hash[] }>();
    for (const node of nodes) {
      const { level, tile, place } = tilePlace(node);
      const key = `${level}/${tile}`;
      const addition = additions.get(key) ?? { level, tile, place, hashes: [] };
      addition.hashes.push(node.hash);
      additions.set(key, addition);
    }
    for (const { level, tile, place, hashes } of additions.values()) {
      const before = place * HASH_BYTES;
      const stored = before === 0 ? new Uint8Array() : this.#hashesOf(level, tile);
      if (stored.length < before) throw new Contradiction();
      const grown = new Uint8Array(before + hashes.length * HASH_BYTES);
      // Anything beyond the known nodes was not stored by this code.
      grown.set(stored.subarray(0, before));
      for (const [number, hash] of hashes.entries()) grown.set(hash, before + number * HASH_BYTES);
      this.#sql.exec(
        `INSERT OR REPLACE INTO ${this.#table} (level, "index", hashes) VALUES (?, ?, ?)`,
        level,
        tile,
        grown.buffer,
      );
    }
  }

  /** Adds the leaves of blocks that have none: those that are older than the tree. All callers share the work. */
  async catchUp(stored: StoredLeaves): Promise<void> {
    if (this.size() >= stored.length()) return;
    this.#catchingUp ??= this.#addMissing(stored).finally(() => {
      this.#catchingUp = undefined;
    });
    await this.#catchingUp;
  }

  async #addMissing(stored: StoredLeaves): Promise<void> {
    const turns = new Turns();
    for (let size = this.size(); size < stored.length(); size = this.size()) {
      const tree = new GrowingTree(peaksOf(size, this.reader()));
      const nodes: TreeNode[] = [];
      for (const { index, hash } of stored.range(size + 1, size + CATCH_UP.leaves, CATCH_UP.leaves)) {
        if (index !== tree.size + 1) break;
        nodes.push(...(await tree.append(await leafHash(bytesOf(hash)))));
      }
      if (nodes.length === 0) throw new Contradiction();
      // The miner may have added leaves meanwhile.
      if (this.size() === size) {
        this.#storage.transactionSync(() => {
          this.store(nodes);
          // In a table that someone recreated, the tiles may not have been stored.
          if (this.size() !== tree.size) throw new Contradiction();
        });
      }
      await turns.spend((tree.size - size) * CATCH_UP.digests);
    }
  }

  /** The stored bytes of a tile; none if it is not stored. */
  #hashesOf(level: number, tile: number): Uint8Array<ArrayBuffer> {
    const query = `SELECT hashes FROM ${this.#table} WHERE level = ? AND "index" = ?`;
    const [row] = this.#sql.exec<{ hashes: SqlStorageValue }>(query, level, tile).toArray();
    // The table is STRICT, but someone who edits the storage can recreate it.
    return row?.hashes instanceof ArrayBuffer ? new Uint8Array(row.hashes) : new Uint8Array();
  }
}

/** Whether a leaf belongs to what is stored, and the contents of that match its hash. */
export async function isLeafOf(leaf: Hash, one: StoredLeaf, stored: StoredLeaves): Promise<boolean> {
  return (await stored.isSound(one)) && sameHash(await leafHash(bytesOf(one.hash)), leaf);
}
