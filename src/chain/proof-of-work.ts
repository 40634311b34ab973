/** Nonces of the `block-hash` puzzle lie below this: they are 32-bit (the paper's section 2, step iv). */
export const NONCE_LIMIT = 2 ** 32;

/** The difficulties a `block-hash` ledger may have, in leading zero bits. */
export const DIFFICULTY_RANGE = { min: 8, max: 32 } as const;

/** A search calls its `pause` after each so many hashes: often enough that other requests wait a few milliseconds. */
export const HASHES_PER_PAUSE = 200;

/**
 * Lets others run between two stretches of a search.
 *
 * @param attempts the hashes tried so far
 * @returns whether to go on; `false` gives the search up
 */
export type Pause = (attempts: number) => Promise<boolean>;

/** Squares of numbers up to here, and their differences, are exact in a double. */
const EXACT_SQUARES = Math.floor(Math.sqrt(Number.MAX_SAFE_INTEGER));

/** `proof² − previousProof²` in decimal, exact for all safe integers: what the `squares` puzzle hashes (chart 1). */
export function squaresText(proof: number, previousProof: number): string {
  return proof <= EXACT_SQUARES && previousProof <= EXACT_SQUARES
    ? String(proof * proof - previousProof * previousProof)
    : String(BigInt(proof) ** 2n - BigInt(previousProof) ** 2n);
}

const encoder = new TextEncoder();

/** Whether a digest starts with four zero hex digits. */
function solvesSquares(digest: ArrayBuffer): boolean {
  return new DataView(digest).getUint16(0) === 0;
}

/** Whether `proof` solves the `squares` puzzle after `previousProof` (it need not be the smallest that does). */
export async function isSquaresProof(proof: number, previousProof: number): Promise<boolean> {
  return solvesSquares(await crypto.subtle.digest("SHA-256", encoder.encode(squaresText(proof, previousProof))));
}

/**
 * The smallest proof, from 1 up, that solves the `squares` puzzle after `previousProof` (the paper's chart 1). It takes
 * 65,536 hashes on average.
 *
 * The text is written into one kept buffer: `digest` copies its input before it returns, and an allocation for each
 * of some hundred thousand hashes a second would be what the search spends its time on.
 *
 * @returns the proof, or `undefined` when `pause` gave the search up
 */
export async function findSquaresProof(previousProof: number, pause: Pause): Promise<number | undefined> {
  const buffer = new Uint8Array(40);
  for (let proof = 1; ; proof++) {
    const { written } = encoder.encodeInto(squaresText(proof, previousProof), buffer);
    if (solvesSquares(await crypto.subtle.digest("SHA-256", buffer.subarray(0, written)))) return proof;
    if (proof % HASHES_PER_PAUSE === 0 && !(await pause(proof))) return undefined;
  }
}

/** Whether a hash, as hex, starts with so many zero bits, 0 to 32: what the `block-hash` puzzle asks. */
export function hasLeadingZeroBits(hash: string, bits: number): boolean {
  return Number.parseInt(hash.slice(0, 8), 16) < 2 ** (32 - bits);
}
