import { type Candidate, canonicalAroundProof, type NonceSearch, type Pause } from "./nonce-search.ts";
import { EXACT_SQUARES, NONCE_LIMIT, solvesSquares, squaresText } from "../chain/proof-of-work.ts";

/** How many hashes are computed between two pauses: so few that other requests wait only a few milliseconds. */
export const HASHES_PER_PAUSE = 512;

/**
 * How many digests are in flight at once. This saves a tenth of the time, and more would not save more. It must divide
 * {@link HASHES_PER_PAUSE} and {@link NONCE_LIMIT}.
 */
const DIGESTS_AT_ONCE = 16;

const encoder = new TextEncoder();

/**
 * The smallest proof, from 1 up, that solves the `squares` puzzle after `previousProof` (the paper's chart 1). It takes
 * 65,536 hashes on average.
 *
 * The text is written into one reused buffer, since `digest` copies its input before it returns (Web Cryptography,
 * section 14.3.5). At a few hundred thousand hashes per second, allocating strings and arrays for each would dominate
 * the run time.
 *
 * @returns the proof, or `undefined` if `pause` canceled the search
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

/** The index of the first digest that solves the puzzle, or -1. */
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

/** Writes {@link squaresText} at the end of a buffer, and returns the offset of its start. */
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
 * The first nonce, from `first` up and then from 0 up, that gives the candidate's hash `difficulty` leading zero bits. It
 * takes 2^difficulty hashes on average. There may be no such nonce, in which case only another timestamp helps (the paper's
 * section 3.1).
 *
 * Only the nonce changes between two hashes. In canonical JSON it is between `previous_hash` and `timestamp`, so the
 * text around it is encoded once, and its digits are incremented in place.
 *
 * @returns the nonce, or `undefined` if there is none or `pause` canceled the search
 */
export async function findNonce(
  candidate: Candidate,
  difficulty: number,
  pause: Pause,
  first = 0,
): Promise<number | undefined> {
  const { subtle } = crypto;
  const [head, tail] = canonicalAroundProof(candidate);
  const limit = 2 ** (32 - difficulty);
  const solves = (digest: ArrayBuffer) => new DataView(digest).getUint32(0) < limit;
  const asked: Promise<ArrayBuffer>[] = [];
  const nonceAfter = (tried: number) => (first + tried) % NONCE_LIMIT;
  let text = messageOf(head, first, tail);
  for (let tried = 0; tried < NONCE_LIMIT; tried += DIGESTS_AT_ONCE) {
    if (tried > 0 && tried % HASHES_PER_PAUSE === 0 && !(await pause(tried))) return undefined;
    for (let place = 0; place < DIGESTS_AT_ONCE; place++) {
      asked[place] = subtle.digest("SHA-256", text);
      let digit = text.length - tail.length - 1;
      while (digit >= head.length && text[digit] === NINE) text[digit--] = ZERO;
      const next = nonceAfter(tried + place + 1);
      if (digit < head.length || next === 0) text = messageOf(head, next, tail);
      else text[digit] = (text[digit] ?? 0) + 1;
    }
    const solved = await firstOf(asked, solves);
    if (solved >= 0) return nonceAfter(tried + solved);
  }
  return undefined;
}

/** The canonical bytes of a candidate with a nonce between head and tail. */
function messageOf(head: Uint8Array, nonce: number, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const digits = encoder.encode(String(nonce));
  const text = new Uint8Array(head.length + digits.length + tail.length);
  text.set(head);
  text.set(digits, head.length);
  text.set(tail, head.length + digits.length);
  return text;
}

/** The search that computes every hash with `crypto.subtle`. It is slower than others, but works everywhere. */
export const subtleSearch: NonceSearch = { squaresProof: findSquaresProof, nonce: findNonce };
