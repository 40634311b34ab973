import { digestText } from "../text/canonical.ts";
import { hex } from "../text/hex.ts";
import type { LinkedBlock } from "../linked-block.ts";
import type { Entry } from "./entry.ts";

/** The header of a block on a sealed ledger (the paper's section 2): everything but the entries, which it commits to. */
export interface Header extends LinkedBlock {
  /** The number of the block's first entry. Entries are numbered from 1 over the whole chain, without a gap. */
  readonly first_entry: number;
  readonly last_entry: number;
  /** Hex RFC 6962 root over the block's entries; a leaf's data are the entry's canonical bytes. */
  readonly merkle_root: string;
  /** `"genesis"`, `"ledger"`, or the pseudonym of an external miner: 16 hex digits, never a name. */
  readonly mined_by: string;
  /** A sealed ledger's puzzle is always `block-hash`. */
  readonly difficulty: number;
}

/** A block of a sealed ledger. */
export interface SealedBlock extends Header {
  /** At least one. `merkle_root` covers them, `hash` does not. */
  readonly entries: readonly Entry[];
}

/** The names of a header's attributes, in the order in which headers are served. */
export const HEADER_FIELDS = [
  "index",
  "timestamp",
  "first_entry",
  "last_entry",
  "merkle_root",
  "mined_by",
  "difficulty",
  "proof",
  "previous_hash",
  "hash",
] as const satisfies readonly (keyof Header)[];

/** A header whose hash is not computed yet. */
export type UnhashedHeader = Omit<Header, "hash">;

/** The header that a miner works on: it has no proof and hash yet. */
export type CandidateHeader = Omit<UnhashedHeader, "proof">;

/** Who mined a block that no external miner did. */
export const MINED_BY = { genesis: "genesis", ledger: "ledger" } as const;

/** The most entries that a block may have, and the most bytes of their canonical texts together. */
export const BLOCK_LIMITS = { entries: 1000, bytes: 1024 * 1024 } as const;

/** The RFC 8785 text of the header without its `hash`. Its strings need no escapes, as the format check ensures. */
export function canonicalHeader(header: UnhashedHeader): string {
  return (
    `{"difficulty":${header.difficulty},"first_entry":${header.first_entry},"index":${header.index},` +
    `"last_entry":${header.last_entry},"merkle_root":${JSON.stringify(header.merkle_root)},` +
    `"mined_by":${JSON.stringify(header.mined_by)},"previous_hash":${JSON.stringify(header.previous_hash)},` +
    `"proof":${header.proof},"timestamp":${JSON.stringify(header.timestamp)}}`
  );
}

/** SHA-256 of the header's RFC 8785 bytes without its `hash`. */
export function digestHeader(header: UnhashedHeader): Promise<ArrayBuffer> {
  return digestText(canonicalHeader(header));
}

/**
 * The header that would follow a block.
 *
 * @param minedBy {@link MINED_BY}, or an external miner's pseudonym
 */
export function candidateHeader(
  tip: Header,
  minedBy: string,
  { last_entry, merkle_root, timestamp }: Pick<Header, "last_entry" | "merkle_root" | "timestamp">,
): CandidateHeader {
  return {
    index: tip.index + 1,
    timestamp,
    first_entry: tip.last_entry + 1,
    last_entry,
    merkle_root,
    mined_by: minedBy,
    difficulty: tip.difficulty,
    previous_hash: tip.hash,
  };
}

/** Adds the hash, in the order in which a header's attributes are served. */
export async function sealHeader(candidate: CandidateHeader, proof: number): Promise<Header> {
  const { previous_hash, ...rest } = candidate;
  const unhashed = { ...rest, proof, previous_hash };
  return { ...unhashed, hash: hex(new Uint8Array(await digestHeader(unhashed))) };
}

/** The header of a block: its attributes but the entries, in the order in which they are served. */
export function headerOf(block: Header): Header {
  const { index, timestamp, first_entry, last_entry, merkle_root } = block;
  const { mined_by, difficulty, proof, previous_hash, hash } = block;
  return { index, timestamp, first_entry, last_entry, merkle_root, mined_by, difficulty, proof, previous_hash, hash };
}
