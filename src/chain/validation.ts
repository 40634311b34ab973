import { type Block, GENESIS, hashBlock } from "./block.ts";
import type { Fault, Rule } from "./fault.ts";
import { formatFault } from "./format.ts";
import { hasLeadingZeroBits, isSquaresProof } from "./proof-of-work.ts";

/** What validation says of a whole chain. */
export type Verdict =
  | { readonly valid: true; readonly length: number; readonly head: string }
  | { readonly valid: false; readonly length: number; readonly fault: Fault };

/** How many pairs of neighbouring proofs a validator remembers; an honest `squares` chain has 225 (see README). */
const REMEMBERED_PROOFS = 1024;

/**
 * Validates a chain block by block, from genesis, in constant memory: the paper's `is_chain_valid`, and every other
 * rule of the block format.
 *
 * The hash is checked before all that the hash covers, so that a plain edit is reported as what it is, and the later
 * rules speak of blocks that somebody hashed on purpose.
 */
export class ChainValidator {
  #previous: Block | undefined;
  readonly #solved = new Set<string>();

  /** How many blocks were found without fault. */
  get length(): number {
    return this.#previous?.index ?? 0;
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
  async next(value: unknown): Promise<Fault | undefined> {
    const index = this.length + 1;
    const fault = (rule: Rule, expected: string | number, actual: string | number, detail: string): Fault => ({
      index,
      rule,
      expected: String(expected),
      actual: String(actual),
      detail,
    });

    const format = formatFault(value);
    if (format)
      return fault("format", format.expected, format.actual, `Block ${index} does not have a block's format.`);
    const block = value as Block;

    if (block.index !== index) {
      return fault("index", index, block.index, `Block ${index} is missing, or another block stands in its place.`);
    }
    const hash = await hashBlock(block);
    if (block.hash !== hash) {
      return fault(
        "hash",
        hash,
        block.hash,
        `Block ${index} was changed after it was mined: its content has another hash.`,
      );
    }
    const link = this.#previous ? this.#linkFault(block, this.#previous, fault) : genesisFault(block, fault);
    if (link) return link;
    const proof = await this.#proofFault(block, fault);
    if (proof) return proof;

    this.#previous = block;
    return undefined;
  }

  #linkFault(block: Block, previous: Block, fault: MakeFault): Fault | undefined {
    if (block.previous_hash !== previous.hash) {
      const detail = `Block ${block.index} was mined on another block than the one before it here.`;
      return fault("previous_hash", previous.hash, block.previous_hash, detail);
    }
    if (block.difficulty !== previous.difficulty) {
      const detail = `Block ${block.index} has another puzzle or difficulty than genesis set for this chain.`;
      return fault("difficulty", previous.difficulty ?? "none", block.difficulty ?? "none", detail);
    }
    if (block.timestamp < previous.timestamp) {
      const detail = `Block ${block.index} is older than the block before it.`;
      return fault("timestamp", `${previous.timestamp} or later`, block.timestamp, detail);
    }
    return undefined;
  }

  async #proofFault(block: Block, fault: MakeFault): Promise<Fault | undefined> {
    if (block.difficulty !== undefined) {
      if (hasLeadingZeroBits(block.hash, block.difficulty)) return undefined;
      const detail = `Block ${block.index} was not mined: its hash does not meet the difficulty.`;
      return fault("proof", `a hash with ${block.difficulty} leading zero bits`, block.hash, detail);
    }
    if (!this.#previous || (await this.#isKnownSquaresProof(block.proof, this.#previous.proof))) return undefined;
    const detail = `Block ${block.index} was not mined: its proof does not solve the puzzle after proof ${this.#previous.proof}.`;
    return fault("proof", "a proof whose hash starts with 0000", block.proof, detail);
  }

  async #isKnownSquaresProof(proof: number, previousProof: number): Promise<boolean> {
    const pair = `${previousProof} ${proof}`;
    if (this.#solved.has(pair)) return true;
    if (!(await isSquaresProof(proof, previousProof))) return false;
    if (this.#solved.size < REMEMBERED_PROOFS) this.#solved.add(pair);
    return true;
  }
}

type MakeFault = (rule: Rule, expected: string | number, actual: string | number, detail: string) => Fault;

function genesisFault(block: Block, fault: MakeFault): Fault | undefined {
  const proof = block.difficulty === undefined ? { proof: 1 } : {};
  for (const [name, expected] of Object.entries({ ...GENESIS, ...proof })) {
    if (block[name as keyof Block] !== expected) {
      const detail = `The chain does not start with a genesis block: its ${name} is not what every genesis has.`;
      return fault("genesis", `${name}: ${expected}`, `${name}: something else`, detail);
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
