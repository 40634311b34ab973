import type { Block } from "../../chain/block.ts";
import type { Correction, RecordVersion } from "../../chain/records/record.ts";
import { recordTextFault } from "../../chain/records/record-rules.ts";
import { mineBlock } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import type { Shared } from "../parts.ts";
import type { Mined } from "../results.ts";
import type { Turns } from "../sharing/turns.ts";
import { minedRefusal } from "./admission.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { byClaim, type Job, known, overtaken, type Rivals } from "./jobs.ts";
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
      for (let left = this.#unmined(jobs); left.length > 0; left = this.#unmined(left.flat())) {
        // Nothing is mined on an edited tip: a search might never end.
        await this.#shared.tree.requireAgreement();
        const tip = this.#shared.blocks.newest();
        if ((await this.#proofs.after(tip)) === undefined) {
          // Only a stored record may wait for a search.
          for (const rivals of left.filter(([{ pending }]) => !pending)) tellOf(rivals, undefined);
          left = left.filter(([{ pending }]) => pending);
        }
        const [first, ...rest] = await this.#blocksOn(tip, left);
        const blocks = first && ([first, ...rest] as const);
        const growth = blocks && (await this.#shared.tree.grow(blocks));
        // If the tip changed meanwhile, start again with what is still not mined.
        if (!growth || !this.#stillFits(tip, left)) continue;
        const mined = await this.#writer.append(tip, blocks, growth, () => this.#settle(left, blocks));
        for (const [place, rivals] of left.entries()) tellOf(rivals, mined[place]);
        if (left.slice(blocks.length).some(([{ pending }]) => pending)) this.#shared.mempool.putBack();
        return;
      }
    } catch (error) {
      for (const { fail } of jobs) fail(error);
      throw error;
    }
  }

  /** Tells about the records that need no block or get none, and returns the others. */
  #unmined(jobs: readonly Job[]): Rivals[] {
    const { blocks, mempool } = this.#shared;
    const current = jobs.filter(({ pending, fail }) => {
      if (!pending || mempool.has(pending)) return true;
      // An external miner's block has settled it, and its clients know. Or someone has removed it from the storage.
      fail(new Error("the pending record was removed from the storage"));
      return false;
    });
    const accepted = mempool.claimed(recordsInMemory(current));
    // Corrections are judged one by one.
    const holders = blocks.holders(
      current.flatMap(({ record: { corrects, Reg_no } }) => (corrects === undefined ? Reg_no : [])),
    );
    return byClaim(
      current.filter((job) => {
        const { record, author, pending, tell, fail } = job;
        if (!isCorrection(record) && this.#isRegistered(job, holders.get(record.Reg_no))) return false;
        if (!pending && accepted.has(record)) {
          // What was accepted has to be honored first.
          tell({ outcome: "later" });
        } else if (pending && recordTextFault({ ...record, mined_by: author })) {
          // This means that the storage was edited: no route admits such a record, and it would make the chain invalid.
          mempool.discard(pending);
          fail(new Error("the pending record was edited in the storage"));
        } else {
          return !isCorrection(record) || this.#mayCorrect(job, record);
        }
        return false;
      }),
    );
  }

  /**
   * Whether a registration needs no block, since there is one with its number; if so, tells about it.
   *
   * @param holder the index of that block
   */
  #isRegistered({ record, pending, tell }: Job, holder: number | undefined): boolean {
    const { blocks, mempool, storage } = this.#shared;
    const block = holder === undefined ? undefined : blocks.at(holder);
    if (!block) return false;
    // For a pending record, only an edit of the storage can cause this. It must not block those that follow.
    if (pending) storage.transactionSync(() => mempool.settle(pending, block.index));
    tell(known(record, block));
    return true;
  }

  /** Whether the chain admits a correction; tells about it if it does not. */
  #mayCorrect({ pending, tell }: Job, correction: Correction): boolean {
    const { blocks, mempool } = this.#shared;
    const refusal = minedRefusal(blocks, correction);
    if (!refusal) return true;
    // For a pending record, only an edit of the storage can cause this too.
    if (pending) mempool.discard(pending);
    tell(refusal);
    return false;
  }

  /** Mines blocks as far as their proofs are known. If not even the first one is, it is searched for. */
  async #blocksOn(tip: Block, jobs: readonly Rivals[]): Promise<Block[]> {
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
  #stillFits(tip: Block, jobs: readonly Rivals[]): boolean {
    const { blocks, mempool } = this.#shared;
    if (blocks.tip()?.hash !== tip.hash) return false;
    if (mempool.claimed(recordsInMemory(jobs.flat())).size > 0) return false;
    return jobs.every(([{ pending }]) => !pending || mempool.has(pending));
  }

  /** Stores where the blocks of the first jobs are, and that their records are no longer pending. */
  #settle(jobs: readonly Rivals[], blocks: readonly Block[]): void {
    const { mempool } = this.#shared;
    for (const [place, { index }] of blocks.entries()) {
      const { pending, id } = jobs[place]?.[0] ?? {};
      if (pending) mempool.settle(pending, index);
      else if (id !== undefined) mempool.noteMined(id, index);
    }
  }
}

/** The records of the jobs that wait in memory. */
function recordsInMemory(jobs: readonly Job[]): RecordVersion[] {
  return jobs.filter(({ pending }) => !pending).map(({ record }) => record);
}

function isCorrection(record: RecordVersion): record is Correction {
  return record.corrects !== undefined;
}

/** Tells rivals about the block of the first; `undefined` if it could not be mined. */
function tellOf(rivals: Rivals, mined: Mined | undefined): void {
  for (const [place, job] of rivals.entries()) {
    if (mined) job.tell(place === 0 ? mined : overtaken(job, mined));
    else if (!job.pending) job.tell({ outcome: "later" });
  }
}
