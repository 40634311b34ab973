import type { Block } from "../../../src/chain/block.ts";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { mineBlockHash, reseal } from "./chains.ts";
import { mined, record } from "./sealed-builder.ts";

/** An edit of the block at a place, and what it must be found by, as the index after that of the block and the rule. */
export interface Edit {
  readonly what: string;
  readonly apply: (block: never) => readonly unknown[] | Promise<readonly unknown[]>;
  readonly faults: readonly (readonly [after: number, rule: string])[];
}

/** Edits of a block of either kind. */
export const COMMON: readonly Edit[] = [
  {
    what: "another miner",
    apply: (block: object) => [{ ...block, mined_by: "ledger", proof: 77 }],
    faults: [[0, "hash"]],
  },
  {
    what: "an earlier time",
    apply: (block: object) => [{ ...block, timestamp: "1970-01-01T00:00:00.000Z" }],
    faults: [[0, "hash"]],
  },
  {
    what: "a later time",
    apply: (block: object) => [{ ...block, timestamp: "9000-01-01T00:00:00.000Z" }],
    faults: [[0, "hash"]],
  },
  {
    what: "another link",
    apply: (block: object) => [{ ...block, previous_hash: "1".repeat(64) }],
    faults: [[0, "hash"]],
  },
  {
    what: "another hash",
    apply: (block: object) => [{ ...block, hash: "1".repeat(64) }],
    faults: [
      [0, "hash"],
      [1, "previous_hash"],
    ],
  },
  {
    what: "a large index",
    apply: (block: object) => [{ ...block, index: Number.MAX_SAFE_INTEGER }],
    faults: [[0, "index"]],
  },
  { what: "the index before", apply: (block: Block) => [{ ...block, index: block.index - 1 }], faults: [[0, "index"]] },
  { what: "null in its place", apply: () => [null], faults: [[0, "format"]] },
  { what: "text in its place", apply: () => ["a block"], faults: [[0, "format"]] },
  { what: "one attribute more", apply: (block: object) => [{ ...block, note: 1 }], faults: [[0, "format"]] },
  { what: "no hash", apply: (block: object) => [{ ...block, hash: undefined }], faults: [[0, "format"]] },
  { what: "nothing in its place", apply: () => [], faults: [[0, "index"]] },
  { what: "itself twice", apply: (block: object) => [block, block], faults: [[1, "index"]] },
  { what: "a list before it", apply: (block: object) => [[], block], faults: [[0, "format"]] },
];

/** Edits of a block of a plain ledger. */
export const PLAIN: readonly Edit[] = [
  { what: "the number of another", apply: (block: object) => [{ ...block, Reg_no: "REG-2" }], faults: [[0, "hash"]] },
];

/** Edits of a block whose puzzle is `squares`, which need no mining. */
export const SQUARES: readonly Edit[] = [
  {
    what: "another name, hashed again",
    apply: async (block: Block) => [await reseal(block, { patient_name: "Eve" })],
    faults: [[1, "previous_hash"]],
  },
  {
    what: "the number of another, hashed again",
    apply: async (block: Block) => {
      const { corrects: _, ...rest } = block;
      return [await reseal(rest, { Reg_no: "REG-2" })];
    },
    faults: [
      [0, "record"],
      [1, "previous_hash"],
    ],
  },
  {
    what: "a large index, hashed again",
    apply: async (block: Block) => [await reseal(block, { index: 99 })],
    faults: [
      [0, "index"],
      [1, "previous_hash"],
    ],
  },
  {
    what: "another proof, hashed again",
    apply: async (block: Block) => [await reseal(block, { proof: 5 })],
    faults: [
      [0, "proof"],
      [1, "previous_hash"],
    ],
  },
  {
    what: "a later time, hashed again",
    apply: async (block: Block) => [await reseal(block, { timestamp: "9000-01-01T00:00:00.000Z" })],
    faults: [[1, "previous_hash"]],
  },
];

/** Edits of a block of a plain ledger whose puzzle is `block-hash`. */
export const BLOCK_HASH: readonly Edit[] = [
  {
    what: "another name, mined again",
    apply: async (block: Block) => [await mineBlockHash({ ...block, patient_name: "Eve" })],
    faults: [[1, "previous_hash"]],
  },
];

/** Edits of a block of a sealed ledger. */
export const SEALED: readonly Edit[] = [
  { what: "no entries", apply: (block: object) => [{ ...block, entries: [] }], faults: [[0, "merkle_root"]] },
  {
    what: "another entry",
    apply: (block: object) => [{ ...block, entries: [record("x"), record("y")] }],
    faults: [[0, "merkle_root"]],
  },
  {
    what: "a later time, mined again",
    apply: (block: SealedBlock) => [remined(block, { timestamp: "9000-01-01T00:00:00.000Z" })],
    faults: [[1, "previous_hash"]],
  },
  {
    what: "a gap before its entries, mined again",
    apply: (block: SealedBlock) => [remined(block, { first_entry: 1000, last_entry: 1001 })],
    faults: [
      [0, "entries"],
      [1, "previous_hash"],
    ],
  },
];

/** A sealed block with another header, mined again. */
function remined(block: SealedBlock, edit: Partial<SealedBlock>): SealedBlock {
  const { hash: _, proof: __, ...rest } = block;
  return mined({ ...rest, ...edit });
}
