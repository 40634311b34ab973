/** Where the tree and the checkpoints of a log are stored; the schema is in `migrations.ts`. */
export interface TreeTables {
  readonly tiles: "tiles" | "read_tiles";
  readonly checkpoints: "checkpoints" | "read_checkpoints";
  /** The key of the size up to which the log grew without a signature; absent if it never does. */
  readonly unsigned?: "unsigned";
}

/** Those of the ledger's blocks. */
export const BLOCK_TABLES: TreeTables = { tiles: "tiles", checkpoints: "checkpoints", unsigned: "unsigned" };

/** Those of the log of reads. */
export const READ_TABLES: TreeTables = { tiles: "read_tiles", checkpoints: "read_checkpoints" };
