import { type Block, candidateBlock, sealBlock, withProof } from "../chain/block.ts";
import { findSquaresProof, isSquaresProof } from "../chain/proof-of-work.ts";
import type { Blocks } from "./blocks.ts";
import type { Mempool, PendingRecord } from "./mempool.ts";

/**
 * Mines the pending records in the order of their arrival, one at a time: the only writer of blocks.
 *
 * The mempool is the queue, so nothing that was accepted depends on the request that brought it, nor on this object's
 * memory: a client that hangs up, or a process that dies, leaves the record where the next run finds it.
 */
export class Miner {
  readonly #storage: DurableObjectStorage;
  readonly #blocks: Blocks;
  readonly #mempool: Mempool;
  readonly #waiting = new Map<number, PromiseWithResolvers<Block>>();
  #running = false;

  constructor(storage: DurableObjectStorage, blocks: Blocks, mempool: Mempool) {
    this.#storage = storage;
    this.#blocks = blocks;
    this.#mempool = mempool;
  }

  /** Resolves with the block of the pending record at a position, once it is mined; rejects when mining failed. */
  blockOf(position: number): Promise<Block> {
    const waiting = this.#waiting.get(position) ?? Promise.withResolvers<Block>();
    this.#waiting.set(position, waiting);
    return waiting.promise;
  }

  /**
   * Mines until no record is pending; called while it runs already, it returns at once.
   *
   * @throws Error when the storage fails; those who wait are told so, the records stay pending, and the next run (the
   *   alarm's, if no other) takes them up again
   */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let pending = this.#mempool.oldest(); pending; pending = this.#mempool.oldest()) {
        const block = await this.#mine(pending);
        this.#waiting.get(pending.position)?.resolve(block);
        this.#waiting.delete(pending.position);
      }
    } catch (error) {
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
      throw error;
    } finally {
      this.#running = false;
    }
  }

  async #mine(pending: PendingRecord): Promise<Block> {
    const tip = this.#blocks.tip();
    if (!tip) throw new Error("the chain has no genesis block");
    const proof = await this.#squaresProof(tip.proof);
    const block = await sealBlock(withProof(candidateBlock(tip, pending, pending.mined_by, Date.now()), proof));
    // From here on there is no await: the check of the tip, the block and the end of the pending record are one step.
    this.#storage.transactionSync(() => {
      if (this.#blocks.tip()?.hash !== tip.hash) throw new Error("another block was appended while this one was mined");
      this.#blocks.append(block);
      this.#mempool.remove(pending.position);
    });
    return block;
  }

  /**
   * The next proof of the `squares` puzzle. It depends on the previous proof alone, so a chain that has had the
   * previous proof before need not search again; a known proof is verified like any other.
   */
  async #squaresProof(previousProof: number): Promise<number> {
    const known = this.#blocks.proofAfter(previousProof);
    if (known !== undefined && (await isSquaresProof(known, previousProof))) return known;
    const found = await findSquaresProof(previousProof, async () => {
      await scheduler.wait(0);
      return true;
    });
    if (found === undefined) throw new Error("the search was given up");
    return found;
  }
}
