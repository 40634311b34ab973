import type { NetworkBlock } from "./block.ts";
import { canonicalText, digestText } from "../chain/text/canonical.ts";
import { SIMULATED_BITS } from "./consensus.ts";
import { hex } from "../chain/text/hex.ts";
import type { BlockId } from "./names.ts";
import type { ConsensusKind } from "./settings.ts";
import { startsWithZeroBits } from "../chain/proof-of-work.ts";
import type { Transfer } from "./coins.ts";

/** What ties a block to its content and to the block before it. */
export interface Seal {
  /** The hash of the parent; `"0"` for genesis. */
  readonly previousHash: string;
  /** The nonce; absent with stake, where a signature is the proof. */
  readonly proof?: number;
  /** SHA-256 of the block's canonical JSON, with its proof or its leader, in lower-case hexadecimal. */
  readonly hash: string;
  /** Whether the proof fits: the hash has its zero bits, or is the one that the leader signed. */
  readonly fits: boolean;
}

/**
 * Computes the hashes of a network's blocks, which the simulation itself does without to be fast. A proof takes some 256
 * hashes. The same block always gets the same seal.
 */
export class Sealing {
  readonly #consensus: ConsensusKind;
  readonly #seals = new Map<BlockId, Promise<Seal>>();

  constructor(consensus: ConsensusKind) {
    this.#consensus = consensus;
  }

  /**
   * Seals a block and its ancestors, each once.
   *
   * @param blocks all blocks of the network
   */
  seal(blocks: ReadonlyMap<BlockId, NetworkBlock>, id: BlockId): Promise<Seal> {
    const chain = chainTo(blocks, id);
    let parent: Promise<Seal> | undefined;
    for (const block of chain) {
      const seal = this.#seals.get(block.id) ?? this.#solve(blocks, chain, block, parent);
      this.#seals.set(block.id, seal);
      parent = seal;
    }
    if (!parent) throw new Error(`there is no block ${id}`);
    return parent;
  }

  /** Computes the hash that a block has with another proof, for somebody who searches by hand. */
  async trial(blocks: ReadonlyMap<BlockId, NetworkBlock>, id: BlockId, proof: number): Promise<string> {
    const { previousHash } = await this.seal(blocks, id);
    const chain = chainTo(blocks, id);
    const block = chain.at(-1);
    if (!block) throw new Error(`there is no block ${id}`);
    const text = await this.#textOf(chain, block, previousHash);
    return hex(await digest(text(proof)));
  }

  async #solve(
    blocks: ReadonlyMap<BlockId, NetworkBlock>,
    chain: readonly NetworkBlock[],
    block: NetworkBlock,
    parent: Promise<Seal> | undefined,
  ): Promise<Seal> {
    const previousHash = (await parent)?.hash ?? "0";
    const fits = block.proofOf === undefined;
    const text = await this.#textOf(chain, block, previousHash);
    if (this.#consensus === "stake") return { previousHash, hash: hex(await digest(text(0))), fits };
    // One in 256 edited blocks would fit by chance. In the simulation an edit always breaks the proof, so those get another nonce.
    const kept = block.proofOf === undefined ? undefined : await this.seal(blocks, block.proofOf);
    for (let proof = kept?.proof ?? block.nonce ?? 0; ; proof++) {
      const hash = await digest(text(proof));
      if (startsWithZeroBits(hash, SIMULATED_BITS) === fits) return { previousHash, proof, hash: hex(hash), fits };
    }
  }

  /** What is hashed of a block, with a proof. With stake, the leader signs it, and there is no such number. */
  async #textOf(
    chain: readonly NetworkBlock[],
    block: NetworkBlock,
    previousHash: string,
  ): Promise<(proof: number) => string> {
    const ancestors = new Set(chain.slice(0, block.index - 1).map(({ id }) => id));
    const transfers = await Promise.all(block.transfers.map((each) => this.#contentOf(each, ancestors)));
    const content = {
      index: block.index,
      mined_at: block.minedAt,
      reward_to: block.rewardTo ?? "",
      transfers,
      previous_hash: previousHash,
    };
    if (this.#consensus === "stake") {
      const signed = canonicalText({ ...content, signed_by: block.minedBy ?? "" });
      return () => signed;
    }
    const [head, tail] = canonicalText({ ...content, proof: 0 }).split('"proof":0');
    return (proof) => `${head}"proof":${proof}${tail}`;
  }

  /** A transfer as it is hashed. It names blocks by their hashes, if they are in the chain. */
  async #contentOf({ sender, receiver, amount, coins, signedBy }: Transfer, ancestors: ReadonlySet<BlockId>) {
    const nameOf = async (id: BlockId) => (ancestors.has(id) ? ((await this.#seals.get(id))?.hash ?? id) : id);
    const named = coins.map(async ({ coin, lastMoved }) => ({
      coin: await nameOf(coin),
      last_moved: await nameOf(lastMoved),
    }));
    return { sender, receiver, amount, coins: await Promise.all(named), signed_by: signedBy };
  }
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await digestText(text));
}

function chainTo(blocks: ReadonlyMap<BlockId, NetworkBlock>, id: BlockId): readonly NetworkBlock[] {
  const chain: NetworkBlock[] = [];
  for (let block = blocks.get(id); block; block = block.parent === undefined ? undefined : blocks.get(block.parent)) {
    chain.push(block);
  }
  return chain.toReversed();
}
