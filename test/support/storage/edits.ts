/** Edits that anyone with write access to a ledger's storage can make, by name: the same in the runtime and on disk. */
import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { TreeNode } from "../../../src/chain/merkle-tree.ts";
import { TILE_LEAVES, tilePlace } from "../../../src/ledger/store/tile-layout.ts";

export type Value = ArrayBuffer | string | number | null;
export type Row = Record<string, Value>;

/** A ledger's storage, accessed without the ledger. */
export interface RawStorage {
  /** Runs a statement of SQL. */
  readonly query: (statement: string, ...bindings: readonly Value[]) => Row[];
  /** Writes into the key-value storage, next to the tables. */
  readonly note: (key: string, value: unknown) => void;
}

export type Edit = (storage: RawStorage) => void;

/** Replaces the rows of a table. */
export function replaceRows(table: string, rows: readonly object[]): Edit {
  return ({ query }) => {
    query(`DELETE FROM ${table}`);
    for (const row of rows) {
      const columns = Object.keys(row).map((column) => `"${column}"`);
      const places = columns.map(() => "?");
      query(`INSERT INTO ${table} (${columns.join()}) VALUES (${places.join()})`, ...(Object.values(row) as Value[]));
    }
  };
}

/** Replaces the stored blocks with others, which need not be valid; tree and checkpoints stay as they are. */
export function replaceBlocks(blocks: readonly Block[]): Edit {
  return replaceRows("blocks", blocks);
}

/** Changes some attributes of a block. */
export function editBlock(index: number, changes: Partial<Block>): Edit {
  const columns = Object.keys(changes).map((name) => `"${name}" = ?`);
  return ({ query }) =>
    query(`UPDATE blocks SET ${columns.join()} WHERE "index" = ?`, ...Object.values(changes), index);
}

export function deleteBlock(index: number): Edit {
  return ({ query }) => query(`DELETE FROM blocks WHERE "index" = ?`, index);
}

/** Deletes the blocks beyond a length, but not the tree and the checkpoints. */
export function cutBlocks(length: number): Edit {
  return ({ query }) => query(`DELETE FROM blocks WHERE "index" > ?`, length);
}

/** Allows a registration number to be stored twice, and a block to be corrected twice. */
export const dropUniqueness: Edit = ({ query }) => {
  query("DROP INDEX IF EXISTS blocks_by_Reg_no");
  query("DROP INDEX IF EXISTS corrections_by_corrects");
};

/** Replaces the whole tree. The nodes are in the order in which blocks complete them. */
export function replaceTree(nodes: readonly TreeNode[]): Edit {
  return (storage) => {
    deleteTree(storage);
    for (const node of nodes) storeNode(storage, node);
  };
}

/** Replaces a node's hash, by default with 32 zeros. */
export function editNode(level: number, index: number, hash: ArrayBuffer = new ArrayBuffer(32)): Edit {
  return (storage) => {
    const { tile, hashes, place } = storedPlace(storage, { level, index });
    if (hashes.length >= (place + 1) * 32) storeNode(storage, { level, index, hash: new Uint8Array(hash) });
    else throw new Error(`tile ${tile} has no node ${level}/${index} to edit`);
  };
}

/** Replaces every hash of a level with 32 zeros. */
export function zeroLevel(level: number): Edit {
  return (storage) => {
    for (let index = 0; ; index++) {
      const { hashes, place } = storedPlace(storage, { level, index });
      if (hashes.length < (place + 1) * 32) return;
      storeNode(storage, { level, index, hash: new Uint8Array(32) });
    }
  };
}

/** The hash of a stored node. */
export function nodeIn(storage: RawStorage, level: number, index: number): ArrayBuffer {
  const { hashes, place } = storedPlace(storage, { level, index });
  return hashes.slice(place * 32, (place + 1) * 32).buffer;
}

/** Deletes the leaves, with the nodes in their tiles. */
export const deleteLeaves: Edit = ({ query }) => query("DELETE FROM tiles WHERE level = 0");

/** Deletes the nodes that are not in the tree of this many blocks. */
export function cutTree(length: number): Edit {
  return (storage) => {
    const tiles = storage.query(`SELECT level, "index" FROM tiles`) as { level: number; index: number }[];
    for (const { level, index } of tiles) {
      const left = Math.floor(length / 2 ** level) - index * TILE_LEAVES;
      if (left >= TILE_LEAVES) continue;
      if (left <= 0) storage.query(`DELETE FROM tiles WHERE level = ? AND "index" = ?`, level, index);
      else {
        const { place } = tilePlace({ level, index: index * TILE_LEAVES + left });
        storage.query(
          `UPDATE tiles SET hashes = substr(hashes, 1, ?) WHERE level = ? AND "index" = ?`,
          place * 32,
          level,
          index,
        );
      }
    }
  };
}

export const deleteTree: Edit = ({ query }) => query("DELETE FROM tiles");

type NodePlace = Pick<TreeNode, "level" | "index">;

function storedPlace({ query }: RawStorage, node: NodePlace) {
  const { level, tile, place } = tilePlace(node);
  const [row] = query(`SELECT hashes FROM tiles WHERE level = ? AND "index" = ?`, level, tile);
  // Node's SQLite returns a view, the runtime's a buffer.
  return { level, tile, place, hashes: Uint8Array.from(new Uint8Array((row?.["hashes"] ?? []) as ArrayBuffer)) };
}

function storeNode(storage: RawStorage, { hash, ...node }: TreeNode): void {
  const { level, tile, place, hashes } = storedPlace(storage, node);
  const grown = new Uint8Array(Math.max(hashes.length, (place + 1) * 32));
  grown.set(hashes);
  grown.set(hash, place * 32);
  storage.query(`INSERT OR REPLACE INTO tiles (level, "index", hashes) VALUES (?, ?, ?)`, level, tile, grown.buffer);
}

export const deleteCheckpoints: Edit = ({ query }) => query("DELETE FROM checkpoints");

/** Replaces the text of the only stored checkpoint, and its size if one is given. */
export function replaceNote(note: string, size?: number): Edit {
  return ({ query }) => query("UPDATE checkpoints SET note = ?, size = coalesce(?, size)", note, size ?? null);
}

/** Notes that a chain of this many blocks was never signed. */
export function markUnsigned(length: number): Edit {
  return ({ note }) => note("unsigned", length);
}

/**
 * Leaves a record pending, as an interrupted process would.
 *
 * @param corrects the index of the block that it corrects, if it is a correction
 */
export function addPending(
  { patient_name, patient_ID, Reg_no }: PatientRecord,
  author = "dr-rao",
  id: string = crypto.randomUUID(),
  corrects?: number,
): Edit {
  return ({ query }) =>
    query(
      `INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at, corrects)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      id,
      patient_name,
      patient_ID,
      Reg_no,
      author,
      Date.now(),
      corrects ?? null,
    );
}

/** Leaves this many unregistered records pending, named `FULL-1` and so on. */
export function fillMempool(count: number): Edit {
  return ({ query }) =>
    query(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
       INSERT INTO mempool (id, patient_name, patient_ID, Reg_no, mined_by, accepted_at)
       SELECT 'full-' || n, 'Full', n, 'FULL-' || n, 'dr-rao', 0 FROM numbers`,
      count,
    );
}

export const emptyMempool: Edit = ({ query }) => query("DELETE FROM mempool");

/** The number of stored blocks and pending records. */
export function sizes({ query }: RawStorage): { blocks: number; pending: number } {
  const [row] = query("SELECT (SELECT COUNT(*) FROM blocks) AS blocks, (SELECT COUNT(*) FROM mempool) AS pending");
  return { blocks: Number(row?.["blocks"]), pending: Number(row?.["pending"]) };
}
