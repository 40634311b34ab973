import { type Block, digestBlock, GENESIS } from "./block.ts";
import { type BlockLines, LineReader } from "./block-lines.ts";
import { hex, isHexAt, isHexOf } from "./canonical.ts";
import type { Fault, Rule } from "./fault.ts";
import { formatFault } from "./format.ts";
import { isSquaresProof, NONCE_LIMIT, startsWithZeroBits } from "./proof-of-work.ts";

/** What validation says of a whole chain. */
export type Verdict =
  | { readonly valid: true; readonly length: number; readonly head: string }
  | { readonly valid: false; readonly length: number; readonly fault: Fault };

/**
 * How many digests are asked for before the first is waited for. To wait for each in turn takes a tenth longer, and so
 * does it to have hundreds open.
 */
const DIGESTS_AT_ONCE = 32;

/** Of how many proofs a validator remembers the next one; an honest `squares` chain has 225 (see README). */
const REMEMBERED_PROOFS = 1024;

/**
 * Validates a chain block by block, in constant memory: the paper's `is_chain_valid`, and every other rule of the block
 * format.
 *
 * The hash is checked before all that the hash covers, so that a plain edit is reported as what it is, and the later
 * rules speak of blocks that somebody hashed on purpose.
 */
export class ChainValidator {
  readonly #first: number;
  #previous: Block | undefined;
  /** Proofs, each with one that was found to solve the puzzle after it: it need not be hashed again. */
  readonly #solved = new Map<number, number>();

  /**
   * @param first the index of the first block to come. Unless it is genesis, only its own content is checked: that it
   *   belongs behind the block before it is taken as given.
   */
  constructor(first = 1) {
    this.#first = first;
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
  static after(tip: Block): ChainValidator {
    const validator = new ChainValidator();
    validator.#previous = tip;
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
      const link = this.#previous ? linkFault(block, this.#previous) : index === 1 ? genesisFault(block) : undefined;
      if (link) return link;
      const before = this.#previous?.proof;
      const { difficulty, proof } = block;
      const solved =
        difficulty === undefined ? this.#isSquaresProof(proof, before) : startsWithZeroBits(digest, difficulty);
      if (solved !== true && !(await solved)) return proofFault(block, before);
      this.#previous = block;
    }
    return undefined;
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
    const asked: AskedDigest[] = [];
    while (reader.hasNext) {
      const before = reader.proof;
      if (!reader.next()) return false;
      const { proof, hashAt } = reader;
      const solved = tip.difficulty === undefined ? this.#isSquaresProof(proof, before) : proof < NONCE_LIMIT;
      if (solved !== true && !(await solved)) return false;
      asked.push({ hashAt, digest: subtle.digest("SHA-256", reader.canonical) });
      if (asked.length === DIGESTS_AT_ONCE || !reader.hasNext) {
        if (!(await areRight(asked.splice(0), lines, tip.difficulty))) return false;
      }
    }
    if (reader.index !== last) return false;
    this.#previous = reader.block();
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

async function areRight(asked: readonly AskedDigest[], lines: BlockLines, difficulty?: number): Promise<boolean> {
  for (const { hashAt, digest } of asked) {
    const hash = new Uint8Array(await digest);
    if (!isHexAt(lines, hashAt, hash)) return false;
    if (difficulty !== undefined && !startsWithZeroBits(hash, difficulty)) return false;
  }
  return true;
}

function proofFault({ index, difficulty, proof, hash }: Block, before = 0): Fault {
  if (difficulty !== undefined) {
    const detail = `Block ${index} was not mined: its hash does not meet the difficulty.`;
    return faultOf(index, "proof", `a hash with ${difficulty} leading zero bits`, hash, detail);
  }
  const detail = `Block ${index} was not mined: its proof does not solve the puzzle after proof ${before}.`;
  return faultOf(index, "proof", "a proof whose hash starts with 0000", proof, detail);
}

function faultOf(index: number, rule: Rule, expected: string | number, actual: string | number, detail: string): Fault {
  return { index, rule, expected: String(expected), actual: String(actual), detail };
}

function linkFault(block: Block, previous: Block): Fault | undefined {
  const { index } = block;
  if (block.previous_hash !== previous.hash) {
    const detail = `Block ${index} was mined on another block than the one before it here.`;
    return faultOf(index, "previous_hash", previous.hash, block.previous_hash, detail);
  }
  if (block.difficulty !== previous.difficulty) {
    const detail = `Block ${index} has another puzzle or difficulty than genesis set for this chain.`;
    return faultOf(index, "difficulty", previous.difficulty ?? "none", block.difficulty ?? "none", detail);
  }
  if (block.timestamp < previous.timestamp) {
    const detail = `Block ${index} is older than the block before it.`;
    return faultOf(index, "timestamp", `${previous.timestamp} or later`, block.timestamp, detail);
  }
  return undefined;
}

function genesisFault(block: Block): Fault | undefined {
  const proof = block.difficulty === undefined ? { proof: 1 } : {};
  for (const [name, expected] of Object.entries({ ...GENESIS, ...proof })) {
    if (block[name as keyof Block] !== expected) {
      const detail = `The chain does not start with a genesis block: its ${name} is not what every genesis has.`;
      return faultOf(block.index, "genesis", `${name}: ${expected}`, `${name}: something else`, detail);
    }
  }
  return undefined;
}

/**
 * Validates a whole chain, in order from genesis.
 *
 * @param blocks the stored blocks; anything at all may come out of a storage, so nothing is assumed of their shape
 * @returns the verdict; `length` counts the blocks given, up to and including the faulty one
 */
export async function validateChain(blocks: Iterable<unknown> | AsyncIterable<unknown>): Promise<Verdict> {
  const validator = new ChainValidator();
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
