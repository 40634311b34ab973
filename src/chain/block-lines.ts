import type { Block } from "./block.ts";
import { isTimestamp } from "./format.ts";
import { TEXT_LIMITS } from "./record-rules.ts";
import { endOfSound } from "./text-bytes.ts";

/**
 * Consecutive blocks as one UTF-8 text, a line each: the block's `hash`, and right behind it its canonical text
 * (RFC 8785) without `hash`. A database writes hundreds of blocks so at once, while to make objects of their columns, and
 * texts of the objects again, takes longer than to hash them.
 *
 * Whoever writes the lines vouches for it that each was made of one block. What the block's attributes hold, nobody
 * vouches for.
 */
export type BlockLines = Uint8Array<ArrayBuffer>;

/** How long a hash and a timestamp are, as text. */
const HASH_LENGTH = 64;
const TIMESTAMP_LENGTH = 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LINE_END = 0x0a;
const COMMA = 0x2c;
const ZERO = 0x30;

/** What stands around the attributes of a canonical block; the quote behind a text is read with the text. */
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

/** A timestamp with a zero for each digit. */
const TIMESTAMP_FORM = encoder.encode("0000-00-00T00:00:00.000Z");

/**
 * Reads lines one by one, as long as each block belongs where it stands. It makes no objects of them: that would take
 * a good part of the time that the lines save.
 */
export class LineReader {
  readonly #lines: BlockLines;
  readonly #view: DataView;
  /** What stands before the index: the chain's difficulty too, if it has one. */
  readonly #index: Uint8Array;
  /** How far the lines were read. */
  #at = 0;
  #canonicalAt = 0;
  #canonicalEnd = 0;
  /** What the newest block's hash and timestamp stand in, and where: the lines, unless it is the one before them. */
  #newest: DataView;
  #timestampAt = HASH_LENGTH;
  /** Where the newest block's hash stands. */
  hashAt = 0;
  index: number;
  proof: number;
  /** The block that the newest one corrects, if it is a correction. */
  corrects: number | undefined;
  /** Where the bytes of the newest block's registration number stand, without its quotes. */
  regNoAt = 0;
  regNoEnd = 0;

  /** @param before the block before the first line's */
  constructor(lines: BlockLines, { index, proof, difficulty, hash, timestamp }: Block) {
    this.#lines = lines;
    this.#view = new DataView(lines.buffer, lines.byteOffset, lines.length);
    this.#index = encoder.encode(`,${difficulty === undefined ? "" : `"difficulty":${difficulty},`}"index":`);
    this.#newest = new DataView(encoder.encode(hash + timestamp).buffer);
    this.index = index;
    this.proof = proof;
  }

  /** Whether there is another line. */
  get hasNext(): boolean {
    return this.#at < this.#lines.length;
  }

  /** The bytes of the newest block's canonical text: what is to be hashed. */
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
   * @returns whether it has the form of a block's, and that block follows the one before: in index, difficulty, link and
   *   time; and holds such texts as a record may. Where not, the reader is of no more use
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
      // An earlier block's index, and not that of genesis; so written that what is no number is refused too.
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
    // Between two lines stands their end, behind the last one nothing.
    return this.#at === this.#lines.length || (this.#lines[this.#at++] === LINE_END && this.hasNext);
  }

  /** The newest block itself. */
  block(): Block {
    const hash = decoder.decode(this.#lines.subarray(this.hashAt, this.#canonicalAt));
    return { ...(JSON.parse(decoder.decode(this.canonical)) as Omit<Block, "hash">), hash };
  }

  #skip(part: Uint8Array): boolean {
    for (let place = 0; place < part.length; place++) if (this.#lines[this.#at++] !== part[place]) return false;
    return true;
  }

  /** Whether an optional attribute stands here, which its first letter says. */
  #startsWith(part: Uint8Array): boolean {
    return this.#lines[this.#at] === COMMA && this.#lines[this.#at + 2] === part[2];
  }

  /** Whether the texts are the same that stand from one place to another, and from a third one on. */
  #isSame(start: number, end: number, other: number): boolean {
    for (let at = start; at < end; at++) if (this.#lines[at] !== this.#lines[other + at - start]) return false;
    return true;
  }

  /** Goes on behind a text and its quote, if a record may hold the text. */
  #skipText(limit: number): boolean {
    const end = endOfSound(this.#lines, this.#at, limit);
    this.#at = end + 1;
    return end >= 0;
  }

  /** Reads a number; not a number where there is none. */
  #number(): number {
    let number = digitAt(this.#lines, this.#at);
    if (number < 0) return Number.NaN;
    for (let digit; (digit = digitAt(this.#lines, ++this.#at)) >= 0;) number = number * 10 + digit;
    return number;
  }

  /** Whether the hash of the newest block stands here; it is compared four characters at a time. */
  #skipPreviousHash(): boolean {
    if (this.#at + HASH_LENGTH > this.#lines.length) return false;
    for (let place = 0; place < HASH_LENGTH; place += 4) {
      if (this.#view.getUint32(this.#at + place) !== this.#newest.getUint32(this.hashAt + place)) return false;
    }
    this.#at += HASH_LENGTH;
    return true;
  }

  /** Whether a time stands here, and not one before that of the newest block. */
  #skipTimestamp(): boolean {
    const at = this.#at;
    if (!isTimestampAt(this.#lines, at)) return false;
    // Times come in their order as texts, so it is that of the first four characters that differ.
    let difference = 0;
    for (let place = 0; place < TIMESTAMP_LENGTH && difference === 0; place += 4) {
      difference = this.#view.getUint32(at + place) - this.#newest.getUint32(this.#timestampAt + place);
    }
    this.#timestampAt = at;
    this.#at += TIMESTAMP_LENGTH;
    return difference >= 0;
  }
}

/** The digit at a place, or -1 where there is none. */
function digitAt(text: Uint8Array, at: number): number {
  const digit = (text[at] ?? 0) - ZERO;
  return digit <= 9 ? digit : -1;
}

/** The number of two digits at a place. */
function numberAt(text: Uint8Array, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1);
}

/** As {@link isTimestamp}, which decides where it takes a calendar. */
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
