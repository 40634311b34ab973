import { digestText } from "./text/canonical.ts";
import { hex } from "./text/hex.ts";
import type { PatientRecord, RecordVersion } from "./records/record.ts";

/** A block of the chain, with the attribute names of the paper's section 3.1. */
export interface Block extends PatientRecord {
  /** Consecutive, starting with 1 for genesis. */
  readonly index: number;
  /** RFC 3339, in UTC with milliseconds: `2026-01-02T00:00:00.000Z`. */
  readonly timestamp: string;
  /** Who registered the record; absent if that is `mined_by`. */
  readonly author?: string;
  /**
   * Who gets the reward: the external miner that submitted the proof, or the author if the ledger mined the block. It
   * is a token's subject.
   */
  readonly mined_by: string;
  /** The index of the block whose record this one replaces; present in corrections only. */
  readonly corrects?: number;
  /** How many leading zero bits `hash` must have; present on `block-hash` ledgers only. */
  readonly difficulty?: number;
  /** The nonce that solves the ledger's puzzle. */
  readonly proof: number;
  /** The `hash` of the previous block; `"0"` for genesis. */
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

/** The attributes that every genesis block shares. Its timestamp and, if it was mined, its proof differ. */
export const GENESIS = {
  index: 1,
  patient_name: "Genesis",
  patient_ID: "0",
  Reg_no: "0",
  mined_by: "genesis",
  previous_hash: "0",
} as const;

/** Strings that need no escapes in JSON. Most strings match, which avoids a slower search for escapes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * A string as RFC 8785 (section 3.2.2.2) serializes it; `JSON.stringify` does the same for well-formed strings.
 *
 * @throws Error if it holds a lone surrogate, since it then has no canonical form
 */
function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error("a lone surrogate has no canonical form");
  return JSON.stringify(text);
}

/**
 * The RFC 8785 text of the block without its `hash`: the keys in order, with the optional ones if present.
 *
 * @throws Error if a string holds a lone surrogate
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
 * @throws Error if a string has no canonical form; see {@link canonicalBlock}
 */
export function digestBlock(block: UnhashedBlock): Promise<ArrayBuffer> {
  return digestText(canonicalBlock(block));
}

/** The block's hash: {@link digestBlock} in lower-case hex. */
export async function hashBlock(block: UnhashedBlock): Promise<string> {
  return hex(new Uint8Array(await digestBlock(block)));
}

/** Adds the hash, which completes the block. */
export async function sealBlock(unhashed: UnhashedBlock): Promise<Block> {
  return { ...unhashed, hash: await hashBlock(unhashed) };
}

/** Who registered the block's record. */
export function authorOf({ author, mined_by }: Pick<Block, "author" | "mined_by">): string {
  return author ?? mined_by;
}

/** The block that a miner works on: it would follow the tip, and has no proof and hash yet. */
export type CandidateBlock = Omit<UnhashedBlock, "proof">;

/**
 * Builds the candidate that would follow `tip`.
 *
 * @param minedBy who gets the reward
 * @param now the current time in milliseconds since 1970; if it is before the tip's timestamp, that is used instead,
 *   since a block is never older than its predecessor
 * @param author who registered the record, if not `minedBy`
 */
export function candidateBlock(
  tip: Block,
  record: RecordVersion,
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
    ...(record.corrects === undefined ? {} : { corrects: record.corrects }),
    ...(tip.difficulty === undefined ? {} : { difficulty: tip.difficulty }),
    previous_hash: tip.hash,
  };
}

/** Adds the proof to a candidate, in the order in which a block's attributes are served. */
export function withProof(candidate: CandidateBlock, proof: number): UnhashedBlock {
  const { previous_hash, ...rest } = candidate;
  return { ...rest, proof, previous_hash };
}
