import { hash } from "node:crypto";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { serialize } from "node:v8";
import { type Block, GENESIS } from "../../src/chain/block.ts";
import type { TreeNode } from "../../src/chain/merkle-tree.ts";
import { tilePlace } from "../../src/ledger/store/tile-layout.ts";
import { canonicalText } from "../../src/chain/text/canonical.ts";
import distinctProofs from "../support/chain/distinct-proofs.json" with { type: "json" };

/** After this many proofs of `squares`, the remaining distinct ones repeat in a cycle. */
const PROOFS_BEFORE_CYCLE = 67;

const START = Date.parse("2026-01-02T00:00:00.000Z");

/** A valid `squares` chain of any length, without searching: all its proofs are known. */
export function* squaresChain(length: number): Generator<Block> {
  let previous: Block | undefined;
  for (let index = 1; index <= length; index++) {
    const unhashed = previous ? following(previous) : { ...GENESIS, timestamp: timestamp(1), proof: 1 };
    previous = { ...unhashed, hash: hash("sha256", canonicalText(unhashed)) };
    yield previous;
  }
}

/** The block after another, with attributes in serving order and a record of typical length. */
function following({ index: before, hash: previousHash }: Block): Omit<Block, "hash"> {
  const index = before + 1;
  return {
    index,
    timestamp: timestamp(index),
    patient_name: `Patient ${index} of Springfield`,
    patient_ID: `P-2026-${index}`,
    Reg_no: `REG-2026-${index}`,
    mined_by: `clinic-${index % 64}`,
    proof: proofAt(before),
    previous_hash: previousHash,
  };
}

function timestamp(index: number): string {
  return new Date(START + index).toISOString();
}

function proofAt(place: number): number {
  const cycle = distinctProofs.length - PROOFS_BEFORE_CYCLE;
  const known = place < distinctProofs.length ? place : PROOFS_BEFORE_CYCLE + ((place - PROOFS_BEFORE_CYCLE) % cycle);
  return distinctProofs[known] as number;
}

/**
 * Replaces everything that a created ledger has stored with blocks and their Merkle tree, while the runtime is stopped.
 * The ledger is left as if it had never had a signing key: it signs the blocks at the next request for a checkpoint.
 *
 * @param file the ledger's database
 */
export function seed(file: string, blocks: Iterable<Block>): void {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA synchronous = OFF; BEGIN; DELETE FROM blocks; DELETE FROM tiles; DELETE FROM checkpoints");
    const insertBlock = database.prepare(
      `INSERT INTO blocks ("index", timestamp, patient_name, patient_ID, Reg_no, mined_by, difficulty, proof, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const tiles = new TileWriter(database);
    const tree = new TreeBuilder((level, index, node) => tiles.add({ level, index, hash: Uint8Array.from(node) }));
    let length = 0;
    for (const block of blocks) {
      length = block.index;
      insertBlock.run(
        block.index,
        block.timestamp,
        block.patient_name,
        block.patient_ID,
        block.Reg_no,
        block.mined_by,
        block.difficulty ?? null,
        block.proof,
        block.previous_hash,
        block.hash,
      );
      tree.append(block.hash);
    }
    tiles.end();
    database.prepare("INSERT OR REPLACE INTO _cf_KV (key, value) VALUES ('unsigned', ?)").run(serialize(length));
    database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

/** The size of a database, in bytes. */
export function storedBytes(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const size = "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
    return Number(database.prepare(size).get()?.["bytes"]);
  } finally {
    database.close();
  }
}

/** Writes nodes, in the order in which they are completed, into tiles as the ledger stores them. */
class TileWriter {
  readonly #insert: StatementSync;
  /** The tile that is being filled at each level. */
  readonly #open = new Map<number, { tile: number; hashes: Uint8Array[] }>();

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(`INSERT INTO tiles (level, "index", hashes) VALUES (?, ?, ?)`);
  }

  add({ hash: node, ...nodePlace }: TreeNode): void {
    const { level, tile } = tilePlace(nodePlace);
    const open = this.#open.get(level);
    if (open?.tile === tile) open.hashes.push(node);
    else {
      if (open) this.#insert.run(level, open.tile, Buffer.concat(open.hashes));
      this.#open.set(level, { tile, hashes: [node] });
    }
  }

  end(): void {
    for (const [level, { tile, hashes }] of this.#open) this.#insert.run(level, tile, Buffer.concat(hashes));
  }
}

/** The Merkle tree of RFC 6962, with Node's own hash, which is faster than an awaited one. */
class TreeBuilder {
  readonly #store: (level: number, index: number, node: Buffer) => void;
  /** At each level, the newest subtree without its sibling. */
  readonly #waiting: Buffer[] = [];
  #size = 0;

  constructor(store: (level: number, index: number, node: Buffer) => void) {
    this.#store = store;
  }

  append(blockHash: string): void {
    let node = sha256(Buffer.of(0), Buffer.from(blockHash, "hex"));
    let [level, index] = [0, this.#size++];
    this.#store(level, index, node);
    for (; index % 2 === 1; this.#store(level, index, node)) {
      node = sha256(Buffer.of(1), this.#waiting[level] as Buffer, node);
      [level, index] = [level + 1, (index - 1) / 2];
    }
    this.#waiting[level] = node;
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return hash("sha256", Buffer.concat(parts), "buffer");
}
