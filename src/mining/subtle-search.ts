import type { CandidateBlock } from "../chain/block.ts";
import { canonicalAroundProof, type NonceSearch, type Pause } from "./nonce-search.ts";
import { EXACT_SQUARES, NONCE_LIMIT, solvesSquares, squaresText } from "../chain/proof-of-work.ts";

/** A search calls its `pause` after each so many hashes: often enough that other requests wait a few milliseconds. */
export const HASHES_PER_PAUSE = 512;

/**
 * How many digests a search asks for before it waits for the first: a tenth is won by that, and no more by asking for
 * more. It divides the numbers of hashes between two pauses and of nonces.
 */
const DIGESTS_AT_ONCE = 16;

const encoder = new TextEncoder();

/**
 * The smallest proof, from 1 up, that solves the `squares` puzzle after `previousProof` (the paper's chart 1). It takes
 * 65,536 hashes on average.
 *
 * The text is written into one reused buffer: `digest` copies its input before it returns (Web Cryptography, section
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

/** The search that asks `crypto.subtle` for every hash: slower than others, and possible everywhere. */
export const subtleSearch: NonceSearch = { squaresProof: findSquaresProof, nonce: findNonce };
