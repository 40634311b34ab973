import type { Block } from "./block.ts";

/** Nonces of the `block-hash` puzzle lie below this: they are 32-bit (the paper's section 2, step iv). */
export const NONCE_LIMIT = 2 ** 32;

/** The difficulties a `block-hash` ledger may have, in leading zero bits. */
export const DIFFICULTY_RANGE = { min: 8, max: 32 } as const;

/** Squares of numbers up to here, and their differences, are exact in a double. */
export const EXACT_SQUARES = Math.floor(Math.sqrt(Number.MAX_SAFE_INTEGER));

/** `proof² − previousProof²` in decimal, exact for all safe integers: what the `squares` puzzle hashes (chart 1). */
export function squaresText(proof: number, previousProof: number): string {
  return proof <= EXACT_SQUARES && previousProof <= EXACT_SQUARES
    ? String(proof * proof - previousProof * previousProof)
    : String(BigInt(proof) ** 2n - BigInt(previousProof) ** 2n);
}

const encoder = new TextEncoder();

/** Whether a digest starts with four zero hex digits. */
export function solvesSquares(digest: ArrayBuffer): boolean {
  return new DataView(digest).getUint16(0) === 0;
}

/** Whether `proof` solves the `squares` puzzle after `previousProof` (it need not be the smallest that does). */
export async function isSquaresProof(proof: number, previousProof: number): Promise<boolean> {
  return solvesSquares(await crypto.subtle.digest("SHA-256", encoder.encode(squaresText(proof, previousProof))));
}

/** Whether a hash, as hex, starts with so many zero bits, 0 to 32: what the `block-hash` puzzle asks. */
export function hasLeadingZeroBits(hash: string, bits: number): boolean {
  return Number.parseInt(hash.slice(0, 8), 16) < 2 ** (32 - bits);
}

/** The same of a hash as bytes. */
export function startsWithZeroBits(digest: Uint8Array, bits: number): boolean {
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) < 2 ** (32 - bits);
}

/** Whether a block's proof solves its ledger's puzzle, after the proof of the block before it. */
export async function isSolved(block: Block, previousProof: number): Promise<boolean> {
  if (block.difficulty === undefined) return isSquaresProof(block.proof, previousProof);
  return block.proof < NONCE_LIMIT && hasLeadingZeroBits(block.hash, block.difficulty);
}

/** How many hashes a search takes on average. */
export function expectedAttempts(difficulty: number | undefined): number {
  return 2 ** (difficulty ?? SQUARES_BITS);
}

/** The four zero hex digits of the `squares` puzzle, in bits. */
const SQUARES_BITS = 16;
