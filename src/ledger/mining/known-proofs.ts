import { isSquaresProof } from "../../chain/proof-of-work.ts";
import type { Block } from "../../chain/block.ts";
import type { Blocks } from "../store/blocks.ts";

/** How many of the newest blocks are read for their proofs: more than the 225 proofs that mining alone leads to. */
const BLOCKS_READ = 512;

/** The most proofs that are remembered. External miners may find others than the ledger's own search does. */
const LIMIT = 4096;

/** Whether a value may be a block's proof. */
function isProof(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A proof that followed another on the chain. */
interface Follower {
  readonly proof: number;
  /** Whether it was verified since it was read from the storage, which someone may have edited. */
  readonly isVerified: boolean;
}

/**
 * On `squares`, the proofs that followed each other on this ledger. A proof depends only on the previous one, so a
 * proof that was found once need not be searched for again. They are in memory: reading them again takes one query.
 */
export class KnownProofs {
  readonly #blocks: Blocks;
  #followers: Map<number, Follower> | undefined;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  /**
   * How many blocks can follow a tip without a search, up to `limit`.
   *
   * @param tip the newest block; on `block-hash` it is 0, since a proof fits one block only
   */
  count(tip: Block, limit: number): number {
    if (tip.difficulty !== undefined) return 0;
    let proof: number | undefined = tip.proof;
    for (let count = 0; count < limit; count++) {
      proof = this.#read().get(proof)?.proof;
      if (proof === undefined) return count;
    }
    return limit;
  }

  /** The proof that is known to follow a tip's, verified; `undefined` if it has to be searched for. */
  async after(tip: Block): Promise<number | undefined> {
    if (tip.difficulty !== undefined) return undefined;
    const follower = this.#read().get(tip.proof);
    if (!follower || follower.isVerified) return follower?.proof;
    if (await isSquaresProof(follower.proof, tip.proof)) {
      this.#read().set(tip.proof, { proof: follower.proof, isVerified: true });
      return follower.proof;
    }
    this.#read().delete(tip.proof);
    return undefined;
  }

  /** Remembers the proofs of blocks that were appended to a tip. */
  learn(tip: Block, blocks: readonly Block[]): void {
    if (tip.difficulty !== undefined) return;
    let previous = tip.proof;
    for (const { proof } of blocks) {
      this.#note(this.#read(), previous, { proof, isVerified: true });
      previous = proof;
    }
  }

  #read(): Map<number, Follower> {
    if (this.#followers) return this.#followers;
    const followers = (this.#followers = new Map<number, Follower>());
    let previous: number | undefined;
    for (const proof of this.#blocks.proofs(BLOCKS_READ)) {
      if (previous !== undefined) this.#note(followers, previous, { proof, isVerified: false });
      previous = proof;
    }
    return followers;
  }

  /** The first proof that followed another stays: an external miner may have found a larger one later. */
  #note(followers: Map<number, Follower>, previous: number, follower: Follower): void {
    // The storage may have been edited, and the puzzle squares a proof: it would accept a negative one.
    if (followers.has(previous) || !isProof(follower.proof)) return;
    followers.set(previous, follower);
    const [oldest] = followers.keys();
    if (followers.size > LIMIT && oldest !== undefined) followers.delete(oldest);
  }
}
