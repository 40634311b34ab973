import type { Block } from "./block.ts";
import { isTimestamp } from "./format.ts";
import { TEXT_LIMITS } from "./records/record-rules.ts";
import { endOfSound } from "./text/text-bytes.ts";

/**
 * Consecutive blocks as UTF-8 text, one per line: the block's `hash`, directly followed by its canonical text
 * (RFC 8785) without `hash`. A database can produce hundreds of blocks at once in this form. Building objects from
 * their columns and serializing those again takes longer than hashing them.
 *
 * The producer guarantees that each line comes from exactly one block. It guarantees nothing about the values of the
 * block's attributes.
 */
export type BlockLines = Uint8Array<ArrayBuffer>;

/** The lengths of a hash and of a timestamp, in characters. */
const HASH_LENGTH = 64;
const TIMESTAMP_LENGTH = 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LINE_END = 0x0a;
const COMMA = 0x2c;
const ZERO = 0x30;

/** The bytes between the values of a canonical block. The closing quote of a string is read with the string. */
const REG_NO = encoder.encode(`{"Reg_no":"`);
const AUTHOR = encoder.encode(`,"author":"`);
const CORRECTS = encoder.encode(`,"corrects":`);
const MINED_BY = encoder.encode(`,"mined_by":"`);
const PATIENT_ID = encoder.encode(`,"patient_ID":"`);
const PATIENT_NAME = encoder.encode(`,"patient_name":"`);
const PREVIOUS_HASH = encoder.encode(`,"previous_hash":"`);
const PROOF = encoder.encode(`","proof":`);
const TIMESTAMP = encoder.encode(`,"timestamp":"`);
const END = encoder.encode(`"}`);

/** The shape of a timestamp, with `0` in place of every digit. */
const TIMESTAMP_FORM = encoder.encode("0000-00-00T00:00:00.000Z");

/**
 * Reads lines one by one for as long as each block fits its predecessor. It creates no block objects, since that would
 * cost much of the time that the line format saves.
 */
export class LineReader {
  readonly #lines: BlockLines;
  readonly #view: DataView;
  /** The bytes before the value of `index`, including the chain's difficulty if it has one. */
  readonly #index: Uint8Array;
  /** The offset of the next byte to read. */
  #at = 0;
  #canonicalAt = 0;
  #canonicalEnd = 0;
  /** The bytes with the newest block's hash and timestamp: the lines, or at first a copy from the preceding block. */
  #newest: DataView;
  #timestampAt = HASH_LENGTH;
  /** The offset of the newest block's hash. */
  hashAt = 0;
  index: number;
  proof: number;
  /** The index of the block that the newest block corrects, if it is a correction. */
  corrects: number | undefined;
  /** The offsets of the newest block's registration number, without its quotes. */
  regNoAt = 0;
  regNoEnd = 0;

  /** @param tip the block that precedes the first line */
  constructor(lines: BlockLines, { index, proof, difficulty, hash, timestamp }: Block) {
    this.#lines = lines;
    this.#view = new DataView(lines.buffer, lines.byteOffset, lines.length);
    this.#index = encoder.encode(`,${difficulty === undefined ? "" : `"difficulty":${difficulty},`}"index":`);
    this.#newest = new DataView(encoder.encode(hash + timestamp).buffer);
    this.index = index;
    this.proof = proof;
  }

  get hasNext(): boolean {
    return this.#at < this.#lines.length;
  }

  /** The bytes of the newest block's canonical text, over which its hash is computed. */
  get canonical(): Uint8Array<ArrayBuffer> {
    return this.#lines.subarray(this.#canonicalAt, this.#canonicalEnd);
  }

  /** The newest block's registration number. */
  get regNo(): string {
    return JSON.parse(decoder.decode(this.#lines.subarray(this.regNoAt - 1, this.regNoEnd + 1))) as string;
  }

  /**
   * Reads the next line.
   *
   * @returns whether the line is a well-formed block that follows its predecessor in index, difficulty, `previous_hash`
   *   and timestamp, and whose strings keep the rules for records. After `false` the reader must not be used again.
   */
  next(): boolean {
    const hashAt = this.#at;
    this.#canonicalAt = this.#at += HASH_LENGTH;
    if (!this.#skip(REG_NO)) return false;
    this.regNoAt = this.#at;
    if (!this.#skipText(TEXT_LIMITS.Reg_no)) return false;
    this.regNoEnd = this.#at - 1;
    const authorAt = this.#at + AUTHOR.length;
    const hasAuthor = this.#startsWith(AUTHOR);
    if (hasAuthor && (!this.#skip(AUTHOR) || !this.#skipText(TEXT_LIMITS.author))) return false;
    const authorEnd = this.#at;
    this.corrects = undefined;
    if (this.#startsWith(CORRECTS)) {
      if (!this.#skip(CORRECTS)) return false;
      this.corrects = this.#number();
      // It must be the index of an earlier block other than genesis. The negation also rejects NaN.
      if (!(this.corrects >= 2 && this.corrects <= this.index)) return false;
    }
    if (!this.#skip(this.#index) || this.#number() !== ++this.index) return false;
    const minedByAt = this.#at + MINED_BY.length;
    if (!this.#skip(MINED_BY) || !this.#skipText(TEXT_LIMITS.mined_by)) return false;
    if (hasAuthor && this.#isSame(authorAt, authorEnd, minedByAt)) return false;
    if (!this.#skip(PATIENT_ID) || !this.#skipText(TEXT_LIMITS.patient_ID)) return false;
    if (!this.#skip(PATIENT_NAME) || !this.#skipText(TEXT_LIMITS.patient_name)) return false;
    if (!this.#skip(PREVIOUS_HASH) || !this.#skipPreviousHash()) return false;
    if (!this.#skip(PROOF) || !Number.isSafeInteger((this.proof = this.#number()))) return false;
    if (!this.#skip(TIMESTAMP) || !this.#skipTimestamp() || !this.#skip(END)) return false;
    this.#canonicalEnd = this.#at;
    this.#newest = this.#view;
    this.hashAt = hashAt;
    // Line feeds separate the lines; the last line has none.
    return this.#at === this.#lines.length || (this.#lines[this.#at++] === LINE_END && this.hasNext);
  }

  /** Parses the newest block. */
  block(): Block {
    const hash = decoder.decode(this.#lines.subarray(this.hashAt, this.#canonicalAt));
    return { ...(JSON.parse(decoder.decode(this.canonical)) as Omit<Block, "hash">), hash };
  }

  #skip(part: Uint8Array): boolean {
    for (let place = 0; place < part.length; place++) if (this.#lines[this.#at++] !== part[place]) return false;
    return true;
  }

  /** Whether an optional attribute comes next. Its first letter is enough to tell. */
  #startsWith(part: Uint8Array): boolean {
    return this.#lines[this.#at] === COMMA && this.#lines[this.#at + 2] === part[2];
  }

  /** Whether the bytes from `start` to `end` equal those from `other` on. */
  #isSame(start: number, end: number, other: number): boolean {
    for (let at = start; at < end; at++) if (this.#lines[at] !== this.#lines[other + at - start]) return false;
    return true;
  }

  /** Skips a string and its closing quote, if a record may hold that string. */
  #skipText(limit: number): boolean {
    const end = endOfSound(this.#lines, this.#at, limit);
    this.#at = end + 1;
    return end >= 0;
  }

  /** Reads a whole number, or returns NaN if there is none. */
  #number(): number {
    let number = digitAt(this.#lines, this.#at);
    if (number < 0) return Number.NaN;
    for (let digit; (digit = digitAt(this.#lines, ++this.#at)) >= 0;) number = number * 10 + digit;
    return number;
  }

  /** Skips the hash of the newest block, comparing four characters at a time. */
  #skipPreviousHash(): boolean {
    if (this.#at + HASH_LENGTH > this.#lines.length) return false;
    for (let place = 0; place < HASH_LENGTH; place += 4) {
      if (this.#view.getUint32(this.#at + place) !== this.#newest.getUint32(this.hashAt + place)) return false;
    }
    this.#at += HASH_LENGTH;
    return true;
  }

  /** Skips a timestamp that is not earlier than the newest block's. */
  #skipTimestamp(): boolean {
    const at = this.#at;
    if (!isTimestampAt(this.#lines, at)) return false;
    // Timestamps sort as text, so the first four characters that differ decide.
    let difference = 0;
    for (let place = 0; place < TIMESTAMP_LENGTH && difference === 0; place += 4) {
      difference = this.#view.getUint32(at + place) - this.#newest.getUint32(this.#timestampAt + place);
    }
    this.#timestampAt = at;
    this.#at += TIMESTAMP_LENGTH;
    return difference >= 0;
  }
}

/** The value of the digit at an offset, or -1 if there is no digit. */
function digitAt(text: Uint8Array, at: number): number {
  const digit = (text[at] ?? 0) - ZERO;
  return digit <= 9 ? digit : -1;
}

/** The value of the two digits at an offset. */
function numberAt(text: Uint8Array, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1);
}

/** Does what {@link isTimestamp} does, and calls it only when the calendar matters. */
function isTimestampAt(text: Uint8Array, at: number): boolean {
  for (let place = 0; place < TIMESTAMP_LENGTH; place++) {
    const form = TIMESTAMP_FORM[place];
    const isRight = form === ZERO ? digitAt(text, at + place) >= 0 : text[at + place] === form;
    if (!isRight) return false;
  }
  const month = numberAt(text, at + 5);
  const day = numberAt(text, at + 8);
  if (day > 28) return isTimestamp(decoder.decode(text.subarray(at, at + TIMESTAMP_LENGTH)));
  const [hour, minute, second] = [numberAt(text, at + 11), numberAt(text, at + 14), numberAt(text, at + 17)];
  return month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59;
}
