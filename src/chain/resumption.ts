import type { Fault, Rule } from "./fault.ts";
import type { LinkedBlock } from "./linked-block.ts";

/** What the next block is compared with. An attribute that is `undefined` is unknown, and nothing is compared with it. */
export interface Predecessor {
  readonly index: number;
  /** The hash that it claims. */
  readonly hash: string | undefined;
  readonly proof: number | undefined;
  /** On a sealed ledger: the number of its last entry. */
  readonly lastEntry: number | undefined;
  /** The earliest timestamp that the next block may have. */
  readonly timestamp: string;
  /** The chain's difficulty; that of a ledger with the other puzzle is `"none"`. */
  readonly difficulty: number | "none" | undefined;
}

/** A faulty block, as far as it can be read. */
export interface FaultyBlock {
  readonly block: LinkedBlock;
  /** Whether its hash is that of its content, so that what it says about itself is what was hashed. */
  readonly isHashed: boolean;
  /** On a sealed ledger: the number of its last entry, if that is known. */
  readonly lastEntry: number | undefined;
}

/** The rules that are checked no later than the one for timestamps: a block that breaks one may have any timestamp. */
const UP_TO_TIMESTAMP: ReadonlySet<string> = new Set<Rule>([
  "format",
  "index",
  "hash",
  "genesis",
  "previous_hash",
  "difficulty",
  "timestamp",
]);

/** What the next block is compared with after a valid one, or if it is the first. */
export function predecessorOf(
  previous: (LinkedBlock & { readonly last_entry?: number }) | undefined,
  index: number,
): Predecessor {
  if (!previous) {
    return { index, hash: "0", proof: undefined, lastEntry: 0, timestamp: "", difficulty: undefined };
  }
  const { hash, proof, last_entry: lastEntry, timestamp, difficulty = "none" } = previous;
  return { index, hash, proof, lastEntry, timestamp, difficulty };
}

/**
 * The blocks that the next one may follow after a faulty one, the likeliest first: the faulty block as it is, or, if that
 * was put in between, the one before it. A block in the place of another may be there because blocks are missing, or
 * because its index was edited: the next block tells.
 *
 * @param before what the faulty block was compared with
 * @param faulty `undefined` if it does not have a block's format
 */
function predecessorsAfter(fault: Fault, before: Predecessor, faulty: FaultyBlock | undefined): Predecessor[] {
  const place = before.index + 1;
  const { timestamp, difficulty } = before;
  if (!faulty) {
    return [{ index: place, hash: undefined, proof: undefined, lastEntry: undefined, timestamp, difficulty }, before];
  }
  const { block, isHashed, lastEntry } = faulty;
  const inPlace: Predecessor = {
    index: place,
    hash: block.hash,
    proof: isHashed ? block.proof : undefined,
    lastEntry: isHashed && block.index === place ? lastEntry : undefined,
    timestamp: isHashed ? timestampAfter(block, fault, timestamp) : timestamp,
    difficulty: difficulty ?? (isHashed ? (block.difficulty ?? "none") : undefined),
  };
  if (block.index === place || !isHashed) return [inPlace, before];
  return block.index < place ? [before, inPlace] : [{ ...inPlace, index: block.index, lastEntry }, inPlace, before];
}

/**
 * The earliest timestamp that the block after a faulty one may have. A faulty block may be dated in the future unless it
 * was checked for that, so then its timestamp does not count. If it is older than its predecessor, one of the two is
 * wrong, and the older one counts.
 */
function timestampAfter({ timestamp }: LinkedBlock, { rule }: Fault, before: string): string {
  return timestamp < before || !UP_TO_TIMESTAMP.has(rule) ? timestamp : before;
}

/** Decides how a validation goes on after a faulty block, once the next block shows what the faulty one was. */
export class Resumption {
  readonly #before: Predecessor;
  readonly #possible: readonly Predecessor[];
  readonly #adopt: (index: number) => Promise<void> | void;

  /**
   * @param adopt takes in what the faulty block says, as the block at an index; it is not called for a block that was put
   *   in between
   */
  constructor(
    fault: Fault,
    before: Predecessor,
    faulty: FaultyBlock | undefined,
    adopt: (index: number) => Promise<void> | void,
  ) {
    this.#before = before;
    this.#possible = predecessorsAfter(fault, before, faulty);
    this.#adopt = adopt;
  }

  /** The likeliest predecessor. */
  get likeliest(): Predecessor {
    return this.#possible[0] ?? this.#before;
  }

  /**
   * Decides which block the next one follows.
   *
   * @param next the next block; nothing is assumed about its shape
   */
  async decide(next: unknown): Promise<Predecessor> {
    const { index } = (next ?? {}) as { readonly index?: unknown };
    const found = this.#possible.find((each) => each.index + 1 === index) ?? this.likeliest;
    if (found !== this.#before) await this.#adopt(found.index);
    return found;
  }
}

/** What the rules between a block and its predecessor compare it with, given what is known of the predecessor. */
export function linkAfter(
  { hash, difficulty, timestamp }: Predecessor,
  block: LinkedBlock,
): Pick<LinkedBlock, "hash" | "difficulty" | "timestamp"> {
  const common = { hash: hash ?? block.previous_hash, timestamp };
  if (difficulty === "none") return common;
  const known = difficulty ?? block.difficulty;
  return known === undefined ? common : { ...common, difficulty: known };
}
