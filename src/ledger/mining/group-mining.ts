import type { Block } from "../../chain/block.ts";
import { recordTextFault } from "../../chain/record-rules.ts";
import { mineBlock } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import type { Shared } from "../parts.ts";
import type { Mined } from "../results.ts";
import type { Turns } from "../sharing/turns.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { byNumber, type Job, known, type SameNumber } from "./jobs.ts";
import type { KnownProofs } from "./known-proofs.ts";
import { miningContext } from "./mining-context.ts";

/** What mining a group needs apart from the stored data. */
interface Means {
  readonly search: NonceSearch;
  readonly turns: Turns;
}

/**
 * Mines records in groups. What a group is computed from may change at every `await`, so it is checked again right
 * before it is stored, and computed again if need be.
 */
export class GroupMining {
  readonly #shared: Shared;
  readonly #proofs: KnownProofs;
  readonly #writer: ChainWriter;
  readonly #means: Means;

  constructor(shared: Shared, proofs: KnownProofs, writer: ChainWriter, means: Means) {
    this.#shared = shared;
    this.#proofs = proofs;
    this.#writer = writer;
    this.#means = means;
  }

  /**
   * Mines a group of records and tells what became of them. Those whose proofs turn out to be unknown go back to where
   * they came from.
   */
  async mine(jobs: readonly Job[]): Promise<void> {
    try {
      for (let left = this.#unregistered(jobs); left.length > 0; left = this.#unregistered(left.flat())) {
        // Nothing is mined on an edited tip: a search might never end.
        await this.#shared.tree.requireAgreement();
        const tip = this.#shared.blocks.newest();
        if ((await this.#proofs.after(tip)) === undefined) {
          // Only a stored record may wait for a search.
          for (const same of left.filter(([{ pending }]) => !pending)) tellOf(same, undefined);
          left = left.filter(([{ pending }]) => pending);
        }
        const [first, ...rest] = await this.#blocksOn(tip, left);
        const blocks = first && ([first, ...rest] as const);
        const growth = blocks && (await this.#shared.tree.grow(blocks));
        // If the tip changed meanwhile, start again with what is still unregistered.
        if (!growth || !this.#stillFits(tip, left)) continue;
        const mined = await this.#writer.append(tip, blocks, growth, () => this.#settle(left, blocks));
        for (const [place, same] of left.entries()) tellOf(same, mined[place]);
        if (left.slice(blocks.length).some(([{ pending }]) => pending)) this.#shared.mempool.putBack();
        return;
      }
    } catch (error) {
      for (const { fail } of jobs) fail(error);
      throw error;
    }
  }

  /** Tells about the records that need no block, and returns the others by their registration numbers. */
  #unregistered(jobs: readonly Job[]): SameNumber[] {
    const { blocks, mempool, storage } = this.#shared;
    const current = jobs.filter(({ pending, fail }) => {
      if (!pending || mempool.has(pending)) return true;
      // An external miner's block has settled it, and its clients know. Or someone has removed it from the storage.
      fail(new Error("the pending record was removed from the storage"));
      return false;
    });
    const holders = blocks.holders(current.map(({ record }) => record.Reg_no));
    const accepted = mempool.pendingOf(regNosInMemory(current));
    return byNumber(
      current.filter(({ record, author, pending, tell, fail }) => {
        const index = holders.get(record.Reg_no);
        const block = index === undefined ? undefined : blocks.at(index);
        if (block) {
          // For a pending record, only an edit of the storage can cause this. It must not block those that follow.
          if (pending) storage.transactionSync(() => mempool.settle(pending, block.index));
          tell(known(record, block));
        } else if (!pending && accepted.has(record.Reg_no)) {
          // What was accepted has to be honored first.
          tell({ outcome: "later" });
        } else if (pending && recordTextFault({ ...record, mined_by: author })) {
          // This too means that the storage was edited: no route admits such a record, and it would make the chain
          // invalid.
          mempool.discard(pending);
          fail(new Error("the pending record was edited in the storage"));
        } else {
          return true;
        }
        return false;
      }),
    );
  }

  /** Mines blocks as far as their proofs are known. If not even the first one is, it is searched for. */
  async #blocksOn(tip: Block, jobs: readonly SameNumber[]): Promise<Block[]> {
    const blocks: Block[] = [];
    for (const [{ record, author }] of jobs) {
      const previous = blocks.at(-1) ?? tip;
      const proof = await this.#proofs.after(previous);
      if (proof === undefined && blocks.length > 0) break;
      const context = miningContext({ ...this.#means, blocks: this.#shared.blocks }, previous);
      const block = await mineBlock(previous, record, author, context, proof);
      // Canceled, because an external miner was faster.
      if (!block) break;
      blocks.push(block);
      if (proof !== undefined) continue;
      // At a low difficulty, a search ends before its first pause, so its work has not been counted yet.
      await this.#means.turns.spend(Math.max(0, block.proof - context.counted));
      break;
    }
    return blocks;
  }

  /** Whether nothing has come before the jobs' blocks since these were computed. */
  #stillFits(tip: Block, jobs: readonly SameNumber[]): boolean {
    const { blocks, mempool } = this.#shared;
    if (blocks.tip()?.hash !== tip.hash) return false;
    if (mempool.pendingOf(regNosInMemory(jobs.flat())).size > 0) return false;
    return jobs.every(([{ pending }]) => !pending || mempool.has(pending));
  }

  /** Stores where the blocks of the first jobs are, and that their records are no longer pending. */
  #settle(jobs: readonly SameNumber[], blocks: readonly Block[]): void {
    const { mempool } = this.#shared;
    for (const [place, { index }] of blocks.entries()) {
      const { pending, id } = jobs[place]?.[0] ?? {};
      if (pending) mempool.settle(pending, index);
      else if (id !== undefined) mempool.noteMined(id, index);
    }
  }
}

/** The registration numbers of the jobs that wait in memory. */
function regNosInMemory(jobs: readonly Job[]): string[] {
  return jobs.filter(({ pending }) => !pending).map(({ record }) => record.Reg_no);
}

/** Tells the jobs with one registration number about its block; `undefined` if the first could not be mined. */
function tellOf(same: SameNumber, mined: Mined | undefined): void {
  for (const [place, { record, pending, tell }] of same.entries()) {
    if (mined) tell(place === 0 ? mined : known(record, mined.block, mined.receipt));
    else if (!pending) tell({ outcome: "later" });
  }
}
