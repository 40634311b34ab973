import { type Block, digestBlock } from "./block.ts";
import { type BlockLines, LineReader } from "./block-lines.ts";
import {
  type Expected,
  faultOf,
  futureFault,
  genesisFault,
  hashFault,
  indexFault,
  latestTimestamp,
  linkFault,
  proofFault,
  puzzleFault,
  recordFault,
} from "./block-rules.ts";
import { isHexAt, isHexOf } from "./text/hex.ts";
import type { Fault } from "./fault.ts";
import { formatFault } from "./format.ts";
import { NONCE_LIMIT, startsWithZeroBits } from "./proof-of-work.ts";
import { RecordVersions } from "./records/record-versions.ts";
import { claimFault, NumbersInMemory, type RegistrationNumbers } from "./records/registration-numbers.ts";
import { linkAfter, type Predecessor, predecessorOf, Resumption } from "./resumption.ts";
import { SolvedProofs } from "./solved-proofs.ts";

/** The result of validating a whole chain. */
export type Verdict =
  | { readonly valid: true; readonly length: number; readonly head: string }
  | { readonly valid: false; readonly length: number; readonly fault: Fault };

/**
 * How many digests are in flight at once. Awaiting each in turn takes a tenth longer, and so does having hundreds in
 * flight.
 */
const DIGESTS_AT_ONCE = 32;

/** The inputs of a validation besides the blocks. */
export interface ValidationOptions {
  /** The current time, in milliseconds since 1970: no timestamp may be in the future. */
  readonly now: () => number;
  /** What the caller already knows about the chain. */
  readonly expected?: Expected | undefined;
  /** Where the registration numbers are held; in memory by default. */
  readonly numbers?: RegistrationNumbers | undefined;
}

/**
 * Validates a chain block by block: the paper's `is_chain_valid`, and every other rule of the block format. Its memory
 * use is constant except for the registration numbers and corrections.
 *
 * The hash is checked before the attributes that it covers. A plain edit is therefore reported as an edit, and the
 * later rules only see blocks with a correct hash.
 */
export class ChainValidator {
  readonly #first: number;
  readonly #now: () => number;
  readonly #expected: Expected;
  readonly #numbers: RegistrationNumbers;
  readonly #versions: RecordVersions;
  #previous: Block | undefined;
  /** Present after a faulty block, until the next block is checked. */
  #resumption: Resumption | undefined;
  /** What the next block follows, if that is not the newest valid block. */
  #after: Predecessor | undefined;
  readonly #solved = new SolvedProofs();

  /**
   * @param first the index of the first block. Unless it is genesis, only its own content is checked, and its link to
   *   its predecessor is trusted.
   */
  constructor({ now, expected = {}, numbers }: ValidationOptions, first = 1) {
    this.#first = first;
    this.#now = now;
    this.#expected = expected;
    this.#numbers = numbers ?? new NumbersInMemory();
    this.#versions = new RecordVersions(numbers?.earlier);
  }

  /** The index of the newest valid block, or of a faulty one after which it resumed; `first - 1` if there is none. */
  get length(): number {
    return (this.#resumption?.likeliest ?? this.#after ?? this.#previous)?.index ?? this.#first - 1;
  }

  /** The newest valid block. */
  get tip(): Block | undefined {
    return this.#previous;
  }

  /** Creates a validator for the blocks that follow `tip`, which is trusted. */
  static after(tip: Block, options: ValidationOptions): ChainValidator {
    const validator = new ChainValidator(options, tip.index);
    validator.#accept(tip, undefined);
    return validator;
  }

  /**
   * Checks the next block on its own and against its predecessor.
   *
   * @returns the first fault, or `undefined`; after a fault the validator stays at the last valid block
   */
  next(value: unknown): Promise<Fault | undefined> {
    return this.check([value]);
  }

  /** Checks the next blocks up to the first fault, as {@link next} does, but faster than one by one. */
  async check(values: Iterable<unknown>): Promise<Fault | undefined> {
    const latest = latestTimestamp(this.#now());
    for (const value of values) {
      if (this.#resumption) await this.#decide(this.#resumption, value);
      const index = this.length + 1;
      const format = formatFault(value);
      if (format) {
        const detail = `Block ${index} does not have a block's format.`;
        return faultOf(index, "format", format.expected, format.actual, detail);
      }
      const block = value as Block;
      const moved = indexFault(block, index);
      if (moved) return moved;
      const digest = new Uint8Array(await digestBlock(block));
      const edited = hashFault(block, digest);
      if (edited) return edited;
      const place = this.#placeFault(block) ?? futureFault(block, latest);
      if (place) return place;
      const before = (this.#after ?? this.#previous)?.proof;
      const { difficulty, proof } = block;
      const solved =
        difficulty === undefined ? this.#solved.isSolved(proof, before) : startsWithZeroBits(digest, difficulty);
      if (solved !== true && !(await solved)) return proofFault(block, before);
      const newest = this.#numbers.newest(block.Reg_no, index);
      const record = index === 1 ? undefined : recordFault(block, newest, this.#versions);
      if (record) return record;
      this.#accept(block, newest);
    }
    return undefined;
  }

  /**
   * Goes on after a faulty block, so that one edit is one fault or two: the next block is compared with the faulty one as
   * far as that can be read. If its content is not what was hashed, what it registered and corrected is unknown, so no
   * later block is accused because of it. A block that was put in between is left out.
   *
   * @param value the block for which the latest call returned a fault
   */
  async resumeAfter(value: unknown, fault: Fault): Promise<void> {
    const before = this.#after ?? predecessorOf(this.#previous, this.length);
    const block = formatFault(value) ? undefined : (value as Block);
    const isHashed = block !== undefined && isHexOf(block.hash, new Uint8Array(await digestBlock(block)));
    const faulty = block && { block, isHashed, lastEntry: undefined };
    this.#resumption = new Resumption(fault, before, faulty, (index) => {
      const isKnown = isHashed && block.index === index;
      this.#versions.forget(before.index + 1, isKnown ? index - 1 : index);
      if (isKnown) this.#takeIn(block);
    });
  }

  /** Takes in the record of a faulty block, unless that is at fault itself. */
  #takeIn(block: Block): void {
    const { index, Reg_no } = block;
    const newest = this.#numbers.newest(Reg_no, index);
    if (index > 1 && recordFault(block, newest, this.#versions)) this.#versions.forget(index, index);
    else this.#claim(block, newest);
  }

  async #decide(resumption: Resumption, next: unknown): Promise<void> {
    this.#resumption = undefined;
    this.#after = await resumption.decide(next);
  }

  /** Checks that the block follows the previous one or, if there is none, may come first. */
  #placeFault(block: Block): Fault | undefined {
    const { puzzle, genesis } = this.#expected;
    if (this.#after && this.#after.index >= this.#first) return linkFault(block, linkAfter(this.#after, block));
    if (this.#previous) return linkFault(block, this.#previous);
    return (block.index === 1 ? genesisFault(block, genesis) : undefined) ?? puzzleFault(block, puzzle);
  }

  /** Makes a valid block the tip. */
  #accept(block: Block, newest: number | undefined): void {
    this.#previous = block;
    this.#after = undefined;
    this.#claim(block, newest);
  }

  /** Notes what a block registers. Genesis registers nobody. */
  #claim({ index, Reg_no, corrects }: Block, newest: number | undefined): void {
    if (index === 1) return;
    this.#numbers.note(Reg_no, index, newest);
    if (corrects !== undefined) this.#versions.correct(index, corrects);
  }

  /**
   * Checks the next blocks as {@link check} does, but faster, from lines and all or none.
   *
   * @param last the index of the block in the last line
   * @returns whether all are valid; if `false`, the validator is unchanged, and `check` finds the fault, if any
   */
  async follow(lines: BlockLines, last: number): Promise<boolean> {
    const tip = this.#previous;
    if (!tip || this.#resumption || this.#after) return false;
    const claims: Claims = { numbers: new Map(), corrections: [] };
    if (await this.#followFrom(tip, lines, last, claims)) return true;
    for (const { index, corrects } of claims.corrections.toReversed()) this.#versions.takeBack(index, corrects);
    return false;
  }

  async #followFrom(tip: Block, lines: BlockLines, last: number, claims: Claims): Promise<boolean> {
    const { subtle } = crypto;
    const reader = new LineReader(lines, tip);
    const asked: AskedDigest[] = [];
    while (reader.hasNext) {
      const before = reader.proof;
      if (!reader.next() || !this.#mayClaim(lines, reader, claims)) return false;
      const { proof, hashAt } = reader;
      const solved = tip.difficulty === undefined ? this.#solved.isSolved(proof, before) : proof < NONCE_LIMIT;
      if (solved !== true && !(await solved)) return false;
      asked.push({ hashAt, digest: subtle.digest("SHA-256", reader.canonical) });
      if (asked.length === DIGESTS_AT_ONCE || !reader.hasNext) {
        if (!(await areRight(asked.splice(0), lines, tip.difficulty))) return false;
      }
    }
    if (reader.index !== last) return false;
    const block = reader.block();
    // Timestamps never decrease, so checking the last one covers all.
    if (futureFault(block, latestTimestamp(this.#now()))) return false;
    for (const [regNo, { index, newest }] of claims.numbers) this.#numbers.note(regNo, index, newest);
    this.#previous = block;
    return true;
  }

  /**
   * Whether the reader's newest block may have its registration number and correct what it corrects. Numbers that cannot
   * be added right away wait in `claims` until all lines are found valid.
   */
  #mayClaim(lines: BlockLines, reader: LineReader, claims: Claims): boolean {
    const { index, corrects, regNoAt, regNoEnd } = reader;
    if (corrects === undefined && this.#numbers.noteNew?.(lines, regNoAt, regNoEnd, index)) return true;
    const { regNo } = reader;
    const claim = claims.numbers.get(regNo);
    const newest = claim ? claim.newest : this.#numbers.newest(regNo, index);
    if (claimFault({ index, corrects }, claim?.index ?? newest, this.#versions)) return false;
    if (corrects !== undefined) {
      this.#versions.correct(index, corrects);
      claims.corrections.push({ index, corrects });
      // A later line may register the same number, which is found out only if the number was added.
      if (!claim && newest === undefined && this.#numbers.noteNew?.(lines, regNoAt, regNoEnd, index)) return true;
    }
    claims.numbers.set(regNo, { index, newest });
    return true;
  }
}

/** A digest in flight, and the offset in the lines of the hash that it must equal. */
interface AskedDigest {
  readonly hashAt: number;
  readonly digest: Promise<ArrayBuffer>;
}

/** What the lines claim that is noted, or taken back, once all of them were checked. */
interface Claims {
  /** For a registration number, the newest block in the lines that has it, and the newest one before the lines. */
  readonly numbers: Map<string, { readonly index: number; readonly newest: number | undefined }>;
  /** The corrections in the lines, in order. */
  readonly corrections: { readonly index: number; readonly corrects: number }[];
}

async function areRight(asked: readonly AskedDigest[], lines: BlockLines, difficulty?: number): Promise<boolean> {
  for (const { hashAt, digest } of asked) {
    const hash = new Uint8Array(await digest);
    if (!isHexAt(lines, hashAt, hash)) return false;
    if (difficulty !== undefined && !startsWithZeroBits(hash, difficulty)) return false;
  }
  return true;
}

/** The fault of a chain without blocks. */
export const EMPTY_CHAIN: Fault = {
  index: 1,
  rule: "genesis",
  expected: "a genesis block",
  actual: "no block",
  detail: "The chain is empty: it does not even have a genesis block.",
};
