import type { Block, CandidateBlock } from "./block.ts";
import { canonicalText } from "./canonical.ts";

/** Nonces of the `block-hash` puzzle lie below this: they are 32-bit (the paper's section 2, step iv). */
export const NONCE_LIMIT = 2 ** 32;

/** The difficulties a `block-hash` ledger may have, in leading zero bits. */
export const DIFFICULTY_RANGE = { min: 8, max: 32 } as const;

/** A search calls its `pause` after each so many hashes: often enough that other requests wait a few milliseconds. */
export const HASHES_PER_PAUSE = 512;

/**
 * How many digests a search asks for before it waits for the first: a tenth is won by that, and no more by asking for
 * more. It divides the numbers of hashes between two pauses and of nonces.
 */
const DIGESTS_AT_ONCE = 16;

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
 * The text is written into one kept buffer: `digest` copies its input before it returns (Web Cryptography, section
 * 14.3.5), and strings and arrays made anew for each of some hundred thousand hashes a second would be what the search
 * spends its time on.
 *
 * @returns the proof, or `undefined` when `pause` gave the search up
 */
export async function findSquaresProof(previousProof: number, pause: Pause): Promise<number | undefined> {
  const { subtle } = crypto;
  const buffer = new Uint8Array(40);
  const ends = Array.from(buffer, (_, start) => buffer.subarray(start));
  const asked: Promise<ArrayBuffer>[] = [];
  for (let tried = 0; ; tried += DIGESTS_AT_ONCE) {
    if (tried > 0 && tried % HASHES_PER_PAUSE === 0 && !(await pause(tried))) return undefined;
    for (let place = 0; place < DIGESTS_AT_ONCE; place++) {
      const text = ends[writeDifference(tried + 1 + place, previousProof, buffer)] ?? buffer;
      asked[place] = subtle.digest("SHA-256", text);
    }
    const solved = await firstOf(asked, solvesSquares);
    if (solved >= 0) return tried + 1 + solved;
  }
}

/** The place of the first digest that solves the puzzle, or -1. */
async function firstOf(digests: readonly Promise<ArrayBuffer>[], solves: (digest: ArrayBuffer) => boolean) {
  for (let place = 0; place < digests.length; place++) {
    const digest = await digests[place];
    if (digest && solves(digest)) return place;
  }
  return -1;
}

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** Writes what {@link squaresText} says at the end of a buffer, and returns where it starts. */
function writeDifference(proof: number, previousProof: number, buffer: Uint8Array): number {
  if (proof > EXACT_SQUARES || previousProof > EXACT_SQUARES) {
    const text = encoder.encode(squaresText(proof, previousProof));
    buffer.set(text, buffer.length - text.length);
    return buffer.length - text.length;
  }
  const difference = proof * proof - previousProof * previousProof;
  let start = buffer.length;
  let rest = Math.abs(difference);
  do {
    const higher = Math.floor(rest / 10);
    buffer[--start] = ZERO + rest - higher * 10;
    rest = higher;
  } while (rest > 0);
  if (difference < 0) buffer[--start] = MINUS;
  return start;
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

/**
 * The smallest nonce that gives the candidate's hash `difficulty` leading zero bits. It takes 2^difficulty hashes on
 * average, and none may be found in the whole range; then only another timestamp helps (the paper's section 3.1).
 *
 * Only the nonce changes between two hashes. In canonical JSON it stands between `previous_hash` and `timestamp`, so
 * what comes before it is encoded once, and its digits are counted up where they stand.
 *
 * @param pause is called as {@link findSquaresProof} calls it
 * @returns the nonce, or `undefined` when there is none or `pause` gave the search up
 */
export async function findNonce(
  candidate: CandidateBlock,
  difficulty: number,
  pause: Pause,
): Promise<number | undefined> {
  const { subtle } = crypto;
  const [head, tail] = canonicalAroundProof(candidate);
  const limit = 2 ** (32 - difficulty);
  const solves = (digest: ArrayBuffer) => new DataView(digest).getUint32(0) < limit;
  const asked: Promise<ArrayBuffer>[] = [];
  let text = messageOf(head, 0, tail);
  for (let tried = 0; tried < NONCE_LIMIT; tried += DIGESTS_AT_ONCE) {
    if (tried > 0 && tried % HASHES_PER_PAUSE === 0 && !(await pause(tried))) return undefined;
    for (let place = 0; place < DIGESTS_AT_ONCE; place++) {
      asked[place] = subtle.digest("SHA-256", text);
      let digit = text.length - tail.length - 1;
      while (digit >= head.length && text[digit] === NINE) text[digit--] = ZERO;
      if (digit < head.length) text = messageOf(head, tried + place + 1, tail);
      else text[digit] = (text[digit] ?? 0) + 1;
    }
    const solved = await firstOf(asked, solves);
    if (solved >= 0) return tried + solved;
  }
  return undefined;
}

/** The canonical bytes of a candidate with a nonce. */
function messageOf(head: Uint8Array, nonce: number, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const digits = encoder.encode(String(nonce));
  const text = new Uint8Array(head.length + digits.length + tail.length);
  text.set(head);
  text.set(digits, head.length);
  text.set(tail, head.length + digits.length);
  return text;
}

/** The candidate's canonical bytes before and after the digits of its proof. */
export function canonicalAroundProof(candidate: CandidateBlock): [head: Uint8Array, tail: Uint8Array] {
  const text = canonicalText({ ...candidate, proof: 0 });
  // The key's last occurrence is the key itself: only the timestamp, which holds no quotes, comes behind it.
  const place = text.lastIndexOf(`"proof":0,`) + `"proof":`.length;
  return [encoder.encode(text.slice(0, place)), encoder.encode(text.slice(place + 1))];
}

/** How many hashes a search takes on average. */
export function expectedAttempts(difficulty: number | undefined): number {
  return 2 ** (difficulty ?? SQUARES_BITS);
}

/** The four zero hex digits of the `squares` puzzle, in bits. */
const SQUARES_BITS = 16;
