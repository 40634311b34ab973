import type { LinkedBlock } from "./linked-block.ts";

/** Nonces of the `block-hash` puzzle are below this, since they have 32 bits (the paper's section 2, step iv). */
export const NONCE_LIMIT = 2 ** 32;

/** The difficulties a `block-hash` ledger may have, in leading zero bits. */
export const DIFFICULTY_RANGE = { min: 8, max: 32 } as const;

/** The largest number whose square a double holds exactly. */
export const EXACT_SQUARES = Math.floor(Math.sqrt(Number.MAX_SAFE_INTEGER));

/** `proof² − previousProof²` in decimal, exact for all safe integers: the input of the `squares` hash (chart 1). */
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

/** Whether `proof` solves the `squares` puzzle after `previousProof`. It need not be the smallest solution. */
export async function isSquaresProof(proof: number, previousProof: number): Promise<boolean> {
  return solvesSquares(await crypto.subtle.digest("SHA-256", encoder.encode(squaresText(proof, previousProof))));
}

/** Whether a hexadecimal hash starts with `bits` (0 to 32) zero bits, as the `block-hash` puzzle requires. */
export function hasLeadingZeroBits(hash: string, bits: number): boolean {
  return Number.parseInt(hash.slice(0, 8), 16) < 2 ** (32 - bits);
}

/** Does the same as {@link hasLeadingZeroBits} for a hash as bytes. */
export function startsWithZeroBits(digest: Uint8Array, bits: number): boolean {
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) < 2 ** (32 - bits);
}

/** Whether a block's proof solves its ledger's puzzle, given the previous block's proof. */
export async function isSolved(block: LinkedBlock, previousProof: number): Promise<boolean> {
  if (block.difficulty === undefined) return isSquaresProof(block.proof, previousProof);
  return block.proof < NONCE_LIMIT && hasLeadingZeroBits(block.hash, block.difficulty);
}

/**
 * How many hashes a search takes on average.
 *
 * @param difficulty in leading zero bits; `undefined` for the `squares` puzzle
 */
export function expectedAttempts(difficulty: number | undefined): number {
  return 2 ** (difficulty ?? SQUARES_BITS);
}

/** The four zero hex digits of the `squares` puzzle, in bits. */
const SQUARES_BITS = 16;
