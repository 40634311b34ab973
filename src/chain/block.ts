import { digestText } from "./canonical.ts";
import { hex } from "./hex.ts";
import type { PatientRecord } from "./record.ts";

/** One link of the chain, with the attribute names of the paper's section 3.1. */
export interface Block extends PatientRecord {
  /** 1 for genesis, then consecutive. */
  readonly index: number;
  /** RFC 3339, UTC with milliseconds: `2026-01-02T00:00:00.000Z`. */
  readonly timestamp: string;
  /** Who registered the record, only where that is not `mined_by`. */
  readonly author?: string;
  /** Who is rewarded: who handed in the proof, or whose record the ledger mined itself. The subject of a token. */
  readonly mined_by: string;
  /** In a correction only: the index of the block whose record this one replaces. */
  readonly corrects?: number;
  /** On a `block-hash` ledger only: how many leading zero bits `hash` must have. */
  readonly difficulty?: number;
  /** The nonce that solves the ledger's puzzle. */
  readonly proof: number;
  /** `hash` of the block before, `"0"` for genesis. */
  readonly previous_hash: string;
  /** Lower-case hex SHA-256 of the canonical bytes of the block without `hash`. */
  readonly hash: string;
}

/** The names of a block's attributes, in the order in which blocks are served. */
export const BLOCK_FIELDS = [
  "index",
  "timestamp",
  "patient_name",
  "patient_ID",
  "Reg_no",
  "author",
  "mined_by",
  "corrects",
  "difficulty",
  "proof",
  "previous_hash",
  "hash",
] as const satisfies readonly (keyof Block)[];

/** A block whose hash is not computed yet. */
export type UnhashedBlock = Omit<Block, "hash">;

/** What every genesis says, whatever the ledger; its timestamp and, where mined, its proof are its own. */
export const GENESIS = {
  index: 1,
  patient_name: "Genesis",
  patient_ID: "0",
  Reg_no: "0",
  mined_by: "genesis",
  previous_hash: "0",
} as const;

/** Text that JSON writes as it is, between quotes: most texts are, and need not be looked through for escapes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * A string as RFC 8785 (section 3.2.2.2) writes it, which is as `JSON.stringify` writes a well-formed one.
 *
 * @throws Error when it holds a lone surrogate: then it has no canonical form
 */
function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error("a lone surrogate has no canonical form");
  return JSON.stringify(text);
}

/**
 * The RFC 8785 text of the block without its `hash`: its keys in order, and the optional ones where it has them.
 *
 * @throws Error when a string holds a lone surrogate
 */
export function canonicalBlock(block: UnhashedBlock): string {
  const { author, corrects, difficulty } = block;
  return (
    `{"Reg_no":${canonicalString(block.Reg_no)},` +
    (author === undefined ? "" : `"author":${canonicalString(author)},`) +
    (corrects === undefined ? "" : `"corrects":${corrects},`) +
    (difficulty === undefined ? "" : `"difficulty":${difficulty},`) +
    `"index":${block.index},"mined_by":${canonicalString(block.mined_by)},` +
    `"patient_ID":${canonicalString(block.patient_ID)},"patient_name":${canonicalString(block.patient_name)},` +
    `"previous_hash":${canonicalString(block.previous_hash)},"proof":${block.proof},` +
    `"timestamp":${canonicalString(block.timestamp)}}`
  );
}

/**
 * SHA-256 of the block's RFC 8785 bytes without its `hash` (the paper's chart 1, "hash(new block without its hash
 * field)").
 *
 * @throws Error when a field has no canonical form, see {@link canonicalBlock}
 */
export function digestBlock(block: UnhashedBlock): Promise<ArrayBuffer> {
  return digestText(canonicalBlock(block));
}

/** The block's hash: {@link digestBlock} in lower-case hex. */
export async function hashBlock(block: UnhashedBlock): Promise<string> {
  return hex(new Uint8Array(await digestBlock(block)));
}

/** The block with its hash: ready to be appended. */
export async function sealBlock(unhashed: UnhashedBlock): Promise<Block> {
  return { ...unhashed, hash: await hashBlock(unhashed) };
}

/** Who registered the block's record. */
export function authorOf({ author, mined_by }: Pick<Block, "author" | "mined_by">): string {
  return author ?? mined_by;
}

/** What a miner works on: the block that would follow the tip, still without proof and hash. */
export type CandidateBlock = Omit<UnhashedBlock, "proof">;

/**
 * The candidate that would follow `tip`.
 *
 * @param author who registered the record, if that is not who mines it
 * @param now the current time in milliseconds since 1970; a clock that went back is not followed, since a block is
 *   never older than its predecessor
 * @param author who registered the record, where that is not who mines it
 */
export function candidateBlock(
  tip: Block,
  record: PatientRecord,
  minedBy: string,
  now: number,
  author = minedBy,
): CandidateBlock {
  return {
    index: tip.index + 1,
    timestamp: new Date(Math.max(now, Date.parse(tip.timestamp))).toISOString(),
    patient_name: record.patient_name,
    patient_ID: record.patient_ID,
    Reg_no: record.Reg_no,
    ...(author === minedBy ? {} : { author }),
    mined_by: minedBy,
    ...(tip.difficulty === undefined ? {} : { difficulty: tip.difficulty }),
    previous_hash: tip.hash,
  };
}

/** The candidate with its proof, in the attribute order in which blocks are served. */
export function withProof(candidate: CandidateBlock, proof: number): UnhashedBlock {
  const { previous_hash, ...rest } = candidate;
  return { ...rest, proof, previous_hash };
}
