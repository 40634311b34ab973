import type { Block } from "./block.ts";
import { isTimestamp } from "./format.ts";

/**
 * Consecutive blocks as one UTF-8 text, a line each: the block's `hash`, a space, its `index`, and its canonical text
 * (RFC 8785) without `hash`. A database writes hundreds of blocks so at once, while to make objects of their columns, and
 * texts of the objects again, takes longer than to hash them.
 *
 * Whoever writes the lines vouches for it that each is of a block with the attributes and the types that a block has.
 * What the attributes hold, nobody vouches for.
 */
export type BlockLines = Uint8Array<ArrayBuffer>;

/** How long a hash and a timestamp are, as text. */
const HASH_LENGTH = 64;
const TIMESTAMP_LENGTH = 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LINE_END = 0x0a;
const SPACE = 0x20;
const TEXT_START = 0x7b;
const ZERO = 0x30;

/** What stands before the last three attributes of a canonical block, and behind them. */
const PREVIOUS_HASH = encoder.encode(`,"previous_hash":"`);
const PROOF = encoder.encode(`","proof":`);
const TIMESTAMP = encoder.encode(`,"timestamp":"`);
const END = encoder.encode(`"}`);

/** A timestamp with a zero for each digit. */
const TIMESTAMP_FORM = encoder.encode("0000-00-00T00:00:00.000Z");

/**
 * Reads lines one by one, as long as each block belongs where it stands. It makes no objects of them: that would take
 * a good part of the time that the lines save.
 */
export class LineReader {
  readonly #lines: BlockLines;
  /** Where the newest line ends; at first, in front of the lines. */
  #end = -1;
  #canonicalAt = 0;
  #index: number;
  #proof: number;
  /** What the newest block's hash and timestamp stand in, and where: the lines, unless it is the one before them. */
  #text: Uint8Array;
  #hashAt = 0;
  #timestampAt = HASH_LENGTH;

  /** @param before the block before the first line's */
  constructor(lines: BlockLines, before: Block) {
    this.#lines = lines;
    this.#index = before.index;
    this.#proof = before.proof;
    this.#text = encoder.encode(before.hash + before.timestamp);
  }

  /** Whether there is another line. */
  get hasNext(): boolean {
    return this.#end < this.#lines.length;
  }

  /** The proof of the newest block. */
  get proof(): number {
    return this.#proof;
  }

  /** Where its hash stands in the lines. */
  get hashAt(): number {
    return this.#hashAt;
  }

  /** The bytes of its canonical text: what is to be hashed. */
  get canonical(): Uint8Array<ArrayBuffer> {
    return this.#lines.subarray(this.#canonicalAt, this.#end);
  }

  /**
   * Reads the next line.
   *
   * The last three attributes are read from its end backwards. A quote within a text is escaped (RFC 8785, section
   * 3.2.2.2), so no text can look like their keys, neither one before them nor one in their place.
   *
   * @returns whether it has the form of a block's, and that block follows the one before: in index, link and time. Where
   *   not, the reader is of no more use
   */
  next(): boolean {
    const lines = this.#lines;
    const start = this.#end + 1;
    const found = lines.indexOf(LINE_END, start);
    const end = found < 0 ? lines.length : found;

    let index = 0;
    let canonicalAt = start + HASH_LENGTH + 1;
    for (let digit; (digit = digitAt(lines, canonicalAt)) >= 0; canonicalAt++) index = index * 10 + digit;

    const timestampAt = end - END.length - TIMESTAMP_LENGTH;
    const proofEnd = timestampAt - TIMESTAMP.length;
    let proof = 0;
    let proofAt = proofEnd;
    for (let unit = 1, digit; (digit = digitAt(lines, proofAt - 1)) >= 0; unit *= 10, proofAt--) proof += unit * digit;

    const hashEnd = proofAt - PROOF.length;
    const previousHashAt = hashEnd - HASH_LENGTH;
    const follows =
      lines[start + HASH_LENGTH] === SPACE &&
      lines[canonicalAt] === TEXT_START &&
      canonicalAt < previousHashAt - PREVIOUS_HASH.length &&
      standsAt(lines, previousHashAt - PREVIOUS_HASH.length, PREVIOUS_HASH) &&
      standsAt(lines, hashEnd, PROOF) &&
      proofAt < proofEnd &&
      Number.isSafeInteger(proof) &&
      standsAt(lines, proofEnd, TIMESTAMP) &&
      isTimestampAt(lines, timestampAt) &&
      standsAt(lines, end - END.length, END) &&
      index === this.#index + 1 &&
      compare(lines, previousHashAt, this.#text, this.#hashAt, HASH_LENGTH) === 0 &&
      compare(lines, timestampAt, this.#text, this.#timestampAt, TIMESTAMP_LENGTH) >= 0;
    this.#end = end;
    this.#canonicalAt = canonicalAt;
    this.#index = index;
    this.#proof = proof;
    this.#text = lines;
    this.#hashAt = start;
    this.#timestampAt = timestampAt;
    return follows;
  }

  /** The newest block itself. */
  block(): Block {
    const hash = decoder.decode(this.#text.subarray(this.#hashAt, this.#hashAt + HASH_LENGTH));
    return { ...(JSON.parse(decoder.decode(this.canonical)) as Omit<Block, "hash">), hash };
  }
}

/** The digit at a place, or -1 where there is none. */
function digitAt(text: Uint8Array, at: number): number {
  const digit = (text[at] ?? 0) - ZERO;
  return digit <= 9 ? digit : -1;
}

function standsAt(text: Uint8Array, at: number, part: Uint8Array): boolean {
  return compare(text, at, part, 0, part.length) === 0;
}

/** As strings are compared: below, above or equal to 0. */
function compare(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): number {
  for (let place = 0; place < length; place++) {
    const difference = (a[aAt + place] ?? -1) - (b[bAt + place] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** As {@link isTimestamp}, which decides where it takes a calendar. */
function isTimestampAt(text: Uint8Array, at: number): boolean {
  for (let place = 0; place < TIMESTAMP_LENGTH; place++) {
    const isRight =
      TIMESTAMP_FORM[place] === ZERO ? digitAt(text, at + place) >= 0 : text[at + place] === TIMESTAMP_FORM[place];
    if (!isRight) return false;
  }
  const [month, day] = [numberAt(text, at + 5), numberAt(text, at + 8)];
  if (day > 28) return isTimestamp(decoder.decode(text.subarray(at, at + TIMESTAMP_LENGTH)));
  const [hour, minute, second] = [numberAt(text, at + 11), numberAt(text, at + 14), numberAt(text, at + 17)];
  return month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
}

/** The number of two digits at a place. */
function numberAt(text: Uint8Array, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1);
}
