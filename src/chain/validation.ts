import { type Block, digestBlock } from "./block.ts";
import { type BlockLines, LineReader } from "./block-lines.ts";
import {
  type Expected,
  faultOf,
  futureFault,
  genesisFault,
  latestTimestamp,
  linkFault,
  proofFault,
  puzzleFault,
  recordFault,
} from "./block-rules.ts";
import { hex, isHexAt, isHexOf } from "./hex.ts";
import type { Fault } from "./fault.ts";
import { formatFault } from "./format.ts";
import { isSquaresProof, NONCE_LIMIT, startsWithZeroBits } from "./proof-of-work.ts";
import { claimFault, NumbersInMemory, type RegistrationNumbers } from "./registration-numbers.ts";

/** What validation says of a whole chain. */
export type Verdict =
  | { readonly valid: true; readonly length: number; readonly head: string }
  | { readonly valid: false; readonly length: number; readonly fault: Fault };

/**
 * How many digests are asked for before the first is waited for. To wait for each in turn takes a tenth longer, and so
 * does it to have hundreds open.
 */
const DIGESTS_AT_ONCE = 32;

/** Of how many proofs a validator remembers the next one; an honest `squares` chain has 225 (see src/guide/mining.md). */
const REMEMBERED_PROOFS = 1024;

/** What a chain is validated against, besides itself. */
export interface ValidationOptions {
  /** The current time, in milliseconds since 1970: no block may lie in the future. */
  readonly now: () => number;
  /** What is known of the chain. */
  readonly expected?: Expected | undefined;
  /** Remembers the registration numbers; in memory, unless something else does. */
  readonly numbers?: RegistrationNumbers | undefined;
}

/**
 * Validates a chain block by block: the paper's `is_chain_valid`, and every other rule of the block format. Its memory
 * is flat but for the registration numbers.
 *
 * The hash is checked before all that the hash covers, so that a plain edit is reported as what it is, and the later
 * rules speak of blocks that somebody hashed on purpose.
 */
export class ChainValidator {
  readonly #first: number;
  readonly #now: () => number;
  readonly #expected: Expected;
  readonly #numbers: RegistrationNumbers;
  #previous: Block | undefined;
  /** Proofs, each with one that was found to solve the puzzle after it: it need not be hashed again. */
  readonly #solved = new Map<number, number>();

  /**
   * @param first the index of the first block to come. Unless it is genesis, only its own content is checked: that it
   *   belongs behind the block before it is taken as given.
   */
  constructor({ now, expected = {}, numbers }: ValidationOptions, first = 1) {
    this.#first = first;
    this.#now = now;
    this.#expected = expected;
    this.#numbers = numbers ?? new NumbersInMemory(first);
  }

  /** The index of the newest block that was found without fault, or of the one before the first. */
  get length(): number {
    return this.#previous?.index ?? this.#first - 1;
  }

  /** The newest block that was found without fault. */
  get tip(): Block | undefined {
    return this.#previous;
  }

  /** A validator of what follows a block that is taken as given. */
  static after(tip: Block, options: ValidationOptions): ChainValidator {
    const validator = new ChainValidator(options, tip.index);
    validator.#accept(tip, undefined);
    return validator;
  }

  /**
   * Checks the next block against its rules and against its predecessor.
   *
   * @returns the first fault, or nothing; after a fault the validator stays at the last good block
   */
  next(value: unknown): Promise<Fault | undefined> {
    return this.check([value]);
  }

  /** Checks the next blocks up to the first fault, as {@link next} does; many at once take less time. */
  async check(values: Iterable<unknown>): Promise<Fault | undefined> {
    const latest = latestTimestamp(this.#now());
    for (const value of values) {
      const index = this.length + 1;
      const format = formatFault(value);
      if (format) {
        const detail = `Block ${index} does not have a block's format.`;
        return faultOf(index, "format", format.expected, format.actual, detail);
      }
      const block = value as Block;
      if (block.index !== index) {
        const detail = `Block ${index} is missing, or another block stands in its place.`;
        return faultOf(index, "index", index, block.index, detail);
      }
      const digest = new Uint8Array(await digestBlock(block));
      if (!isHexOf(block.hash, digest)) {
        const detail = `Block ${index} was changed after it was mined: its content has another hash.`;
        return faultOf(index, "hash", hex(digest), block.hash, detail);
      }
      const place = this.#placeFault(block) ?? futureFault(block, latest);
      if (place) return place;
      const before = this.#previous?.proof;
      const { difficulty, proof } = block;
      const solved =
        difficulty === undefined ? this.#isSquaresProof(proof, before) : startsWithZeroBits(digest, difficulty);
      if (solved !== true && !(await solved)) return proofFault(block, before);
      const newest = this.#numbers.newest(block.Reg_no, index);
      const record = index === 1 ? undefined : recordFault(block, newest, this.#numbers);
      if (record) return record;
      this.#accept(block, newest);
    }
    return undefined;
  }

  /** Whether the block belongs behind the one before it, or at the beginning. */
  #placeFault(block: Block): Fault | undefined {
    const { puzzle, genesis } = this.#expected;
    if (this.#previous) return linkFault(block, this.#previous);
    return (block.index === 1 ? genesisFault(block, genesis) : undefined) ?? puzzleFault(block, puzzle);
  }

  /** Takes a block for good; genesis registers nobody. */
  #accept(block: Block, newest: number | undefined): void {
    this.#previous = block;
    if (block.index > 1) this.#numbers.note(block.Reg_no, block.index, newest);
  }

  /**
   * Checks the next blocks as {@link check} does, but from lines and all together, which takes less time.
   *
   * @param last the index of the block in the last line
   * @returns whether they are without fault; where they may not be, none counts as checked, and `check` has to say
   */
  async follow(lines: BlockLines, last: number): Promise<boolean> {
    const tip = this.#previous;
    if (!tip) return false;
    const { subtle } = crypto;
    const reader = new LineReader(lines, tip);
    const claims = new Map<string, Claim>();
    const asked: AskedDigest[] = [];
    while (reader.hasNext) {
      const before = reader.proof;
      if (!reader.next() || !this.#mayClaim(lines, reader, claims)) return false;
      const { proof, hashAt } = reader;
      const solved = tip.difficulty === undefined ? this.#isSquaresProof(proof, before) : proof < NONCE_LIMIT;
      if (solved !== true && !(await solved)) return false;
      asked.push({ hashAt, digest: subtle.digest("SHA-256", reader.canonical) });
      if (asked.length === DIGESTS_AT_ONCE || !reader.hasNext) {
        if (!(await areRight(asked.splice(0), lines, tip.difficulty))) return false;
      }
    }
    if (reader.index !== last) return false;
    const block = reader.block();
    // Times only go up, so the last one says it of all.
    if (futureFault(block, latestTimestamp(this.#now()))) return false;
    for (const [regNo, { index, newest }] of claims) this.#numbers.note(regNo, index, newest);
    this.#previous = block;
    return true;
  }

  /**
   * Whether the newest block of the lines may hold its registration number. What could not be noted at once is kept in
   * `claims` until all lines are found right.
   */
  #mayClaim(lines: BlockLines, reader: LineReader, claims: Map<string, Claim>): boolean {
    const { index, corrects, regNoAt, regNoEnd } = reader;
    if (corrects === undefined && this.#numbers.noteNew?.(lines, regNoAt, regNoEnd, index)) return true;
    const { regNo } = reader;
    const claim = claims.get(regNo);
    const newest = claim ? claim.newest : this.#numbers.newest(regNo, index);
    if (claimFault({ index, corrects }, claim?.index ?? newest, this.#numbers)) return false;
    claims.set(regNo, { index, newest });
    return true;
  }

  /** Whether a proof solves the `squares` puzzle after another one, if there is one; `true` at once where that is known. */
  #isSquaresProof(proof: number, before: number | undefined): boolean | Promise<boolean> {
    return before === undefined || this.#solved.get(before) === proof || this.#solvesSquares(proof, before);
  }

  async #solvesSquares(proof: number, before: number): Promise<boolean> {
    const solved = await isSquaresProof(proof, before);
    if (solved && this.#solved.size < REMEMBERED_PROOFS) this.#solved.set(before, proof);
    return solved;
  }
}

/** A digest that is waited for later, and where in the lines the hash stands that it has to be. */
interface AskedDigest {
  readonly hashAt: number;
  readonly digest: Promise<ArrayBuffer>;
}

/** The newest block of some lines that holds a registration number, and the newest before the lines that does. */
interface Claim {
  readonly index: number;
  readonly newest: number | undefined;
}

async function areRight(asked: readonly AskedDigest[], lines: BlockLines, difficulty?: number): Promise<boolean> {
  for (const { hashAt, digest } of asked) {
    const hash = new Uint8Array(await digest);
    if (!isHexAt(lines, hashAt, hash)) return false;
    if (difficulty !== undefined && !startsWithZeroBits(hash, difficulty)) return false;
  }
  return true;
}

/**
 * Validates a whole chain, in order from genesis.
 *
 * @param blocks the stored blocks; anything at all may come out of a storage, so nothing is assumed of their shape
 * @param options without a clock, how late the blocks are is not checked
 * @returns the verdict; `length` counts the blocks given, up to and including the faulty one
 */
export async function validateChain(
  blocks: Iterable<unknown> | AsyncIterable<unknown>,
  options: Partial<ValidationOptions> = {},
): Promise<Verdict> {
  const validator = new ChainValidator({ now: () => Infinity, ...options });
  for await (const block of blocks) {
    const fault = await validator.next(block);
    if (fault) return { valid: false, length: fault.index, fault };
  }
  if (!validator.tip) return { valid: false, length: 0, fault: EMPTY_CHAIN };
  return { valid: true, length: validator.length, head: validator.tip.hash };
}

/** The fault of a chain without any block. */
export const EMPTY_CHAIN: Fault = {
  index: 1,
  rule: "genesis",
  expected: "a genesis block",
  actual: "no block",
  detail: "The chain is empty: it does not even have a genesis block.",
};
