import { authorOf, type Block } from "../../chain/block.ts";
import { mineBlock, mineGenesis, type MiningContext } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import { isSearched } from "../../mining/search-limit.ts";
import { isSquaresProof } from "../../chain/proof-of-work.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { sameRecord } from "../../chain/record.ts";
import { recordTextFault } from "../../chain/record-rules.ts";
import type { Growth } from "../signing/signing-gate.ts";
import { HALTED_DELAY, orHalted } from "../contradiction.ts";
import type { Watchers } from "../reading/watchers.ts";
import type { Shared } from "../parts.ts";
import { Turns } from "../sharing/turns.ts";

/** The work of appending a block whose proof is known, in digests: its evidence and the writes. */
const DIGESTS_PER_BLOCK = 256;

/** How long after a record is accepted the alarm checks whether it is still pending, in milliseconds. */
const ALARM_DELAY = 5_000;

/** The key of genesis in the map of waiting requests. Pending records are numbered from 1. */
const GENESIS_ARRIVAL = 0;

/** What the miner needs apart from the stored data. */
interface Means {
  readonly search: NonceSearch;
  /** The difficulty up to which the ledger searches itself; `undefined` if the setting is invalid. */
  readonly searchLimit: number | undefined;
  /** Notified of each appended block. */
  readonly watchers: Watchers;
}

/**
 * Mines the pending records one at a time, taking their subjects in turn. It is the only writer of blocks.
 *
 * The mempool is the queue, so an accepted record depends neither on the request that sent it nor on this object's
 * memory. If a client hangs up or the process dies, the next run finds the record in the mempool.
 */
export class Miner {
  readonly #shared: Shared;
  readonly #means: Means;
  readonly #waiting = new Map<number, PromiseWithResolvers<Block>>();
  readonly #turns = new Turns();
  #running = false;

  constructor(shared: Shared, means: Means) {
    this.#shared = shared;
    this.#means = means;
  }

  /** Whether the ledger searches for proofs of its puzzle itself. */
  get searches(): boolean {
    const { puzzle } = this.#shared.creation;
    return puzzle !== undefined && isSearched(puzzle, this.#means.searchLimit);
  }

  /** Call this when the object starts: it plans an alarm if anything is left to mine. */
  recall(): void {
    if (this.#isDue()) this.#shared.alarms.set("mining", Date.now() + ALARM_DELAY);
  }

  /**
   * Starts mining in the background. Call this in the turn of the event loop that stored what is to be mined, so that
   * the alarm is committed together with it, or neither is.
   */
  start(): void {
    this.#shared.alarms.setBy("mining", Date.now() + ALARM_DELAY);
    // A failure rejects the promises of the waiting requests, and the alarm repeats the run.
    this.#runUnlessHalted().catch(() => undefined);
  }

  /**
   * Handles an alarm: plans the next one, resumes mining that a restart interrupted, and returns that work.
   *
   * The platform gives each alarm a fresh budget of CPU time and 15 minutes. So instead of one long alarm, there is a
   * new one every few seconds while there is something to mine.
   */
  onAlarm(now: number): Promise<void> | undefined {
    if (!this.#isDue()) return undefined;
    this.#shared.alarms.set("mining", now + ALARM_DELAY);
    // A timer that keeps running after everything is mined would keep the object in memory.
    const timer = new AbortController();
    const delay = scheduler.wait(ALARM_DELAY, { signal: timer.signal }).catch(() => undefined);
    return Promise.race([this.#runUnlessHalted(), delay]).finally(() => timer.abort());
  }

  /** Whether genesis or a pending record is left for this ledger to mine. */
  #isDue(): boolean {
    const { creation, mempool } = this.#shared;
    return this.searches && (!creation.done || mempool.oldest() !== undefined);
  }

  /** Mines everything pending. If the ledger is halted, the next alarm comes later than usual. */
  async #runUnlessHalted(): Promise<void> {
    const halted = await orHalted(this.run());
    if (halted) this.#shared.alarms.set("mining", Date.now() + HALTED_DELAY);
  }

  /** Resolves with the block of a pending record once it is mined; rejects if mining fails. */
  blockOf(arrival: number): Promise<Block> {
    const waiting = this.#waiting.get(arrival) ?? Promise.withResolvers<Block>();
    this.#waiting.set(arrival, waiting);
    return waiting.promise;
  }

  /** Resolves with genesis once it is mined; rejects if mining fails. */
  genesis(): Promise<Block> {
    return this.blockOf(GENESIS_ARRIVAL);
  }

  /**
   * Mines genesis if there is none yet, and then records until none is pending. If a run is already in progress, it
   * returns at once.
   *
   * @throws Error if the storage fails. Then the promises of waiting requests are rejected and the records stay pending
   *   until the next run, at the latest the alarm's.
   */
  async run(): Promise<void> {
    const { puzzle } = this.#shared.creation;
    if (this.#running || !puzzle) return;
    this.#running = true;
    try {
      if (!this.#shared.creation.done) await this.#mineGenesis(puzzle);
      while (await this.#mineNext()) {
        // After the last record there is nothing to pause for.
        if (this.#shared.mempool.next()) await this.#turns.spend(DIGESTS_PER_BLOCK);
      }
    } catch (error) {
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
      throw error;
    } finally {
      this.#running = false;
    }
  }

  /**
   * Appends a block, its leaf in the Merkle tree, and the tree's signed checkpoint, if the block still fits.
   *
   * @returns whether it was appended; `false` if the tip differs from the one it was mined on, its registration number
   *   is taken or a conflicting record is pending, or its author differs from the one who registered the record
   */
  async append(block: Block): Promise<boolean> {
    const growth = await this.#shared.tree.grow(block);
    return growth !== undefined && this.#commit(block, growth);
  }

  /**
   * Checks the block, then stores it with its evidence and removes its pending record, if any. There is no `await`
   * here, so nothing can run in between.
   */
  #commit(block: Block, growth: Growth): boolean {
    const pending = this.#shared.mempool.byRegNo(block.Reg_no);
    if (this.#shared.blocks.tip()?.hash !== block.previous_hash) return false;
    if (this.#shared.blocks.byRegNo(block.Reg_no) || (pending && !sameRecord(pending, block))) return false;
    if (authorOf(block) !== (pending?.author ?? block.mined_by)) return false;
    // A check may have found a fault since the growth was computed.
    this.#shared.tree.requireNoKnownFault();
    this.#shared.storage.transactionSync(() => {
      this.#shared.blocks.append(block);
      this.#shared.tree.store(growth);
      if (pending) this.#shared.mempool.settle(pending, block.index);
    });
    this.#shared.tree.committed(growth);
    if (pending) this.#tell(pending.arrival, block);
    this.#means.watchers.notify();
    return true;
  }

  async #mineGenesis(puzzle: Puzzle): Promise<void> {
    const genesis = await mineGenesis(puzzle, this.#context());
    if (!genesis) throw new Error("the search for the proof of genesis was stopped");
    const growth = await this.#shared.tree.grow(genesis);
    if (!growth) throw new Error("the chain already has a block that this miner did not append");
    this.#shared.creation.complete(() => {
      this.#shared.blocks.append(genesis);
      this.#shared.tree.store(growth);
    });
    this.#shared.tree.committed(growth);
    this.#tell(GENESIS_ARRIVAL, genesis);
    this.#means.watchers.notify();
  }

  /** @returns whether there was a pending record; it stays pending if another block was appended meanwhile */
  async #mineNext(): Promise<boolean> {
    const pending = this.#shared.mempool.next();
    if (!pending) return false;
    const tip = this.#shared.blocks.newest();
    const mined = this.#shared.blocks.byRegNo(pending.Reg_no);
    if (mined) {
      // Only an edit of the storage can cause this. It must not block the records that follow.
      this.#shared.storage.transactionSync(() => this.#shared.mempool.settle(pending, mined.index));
      this.#tell(pending.arrival, mined);
      return true;
    }
    if (recordTextFault({ ...pending, mined_by: pending.author })) {
      // This too means that the storage was edited: no route admits such a record, and it would make the chain invalid.
      this.#shared.mempool.discard(pending);
      this.#waiting.get(pending.arrival)?.reject(new Error("the pending record was edited in the storage"));
      this.#waiting.delete(pending.arrival);
      return true;
    }
    const known = await this.#knownProof(tip);
    const context = this.#context(tip);
    const block = await mineBlock(tip, pending, pending.author, context, known);
    if (!block) return true;
    // At a low difficulty, a search ends before its first pause, so its work has not been counted yet.
    if (known === undefined) await this.#turns.spend(Math.max(0, block.proof - context.counted));
    await this.append(block);
    return true;
  }

  /**
   * On `squares`, the proof that followed an earlier occurrence of the tip's proof, if there was one. A proof depends
   * only on the previous proof, so it need not be searched for again. It is verified like any other.
   */
  async #knownProof(tip: Block): Promise<number | undefined> {
    if (tip.difficulty !== undefined) return undefined;
    const proof = this.#shared.blocks.proofAfter(tip.proof);
    return proof !== undefined && (await isSquaresProof(proof, tip.proof)) ? proof : undefined;
  }

  /**
   * The search stops if an external miner is faster. `counted` is how many of its attempts have been counted as work.
   */
  #context(tip?: Block): MiningContext & { readonly counted: number } {
    const length = tip?.index ?? 0;
    const context = {
      counted: 0,
      now: () => Date.now(),
      search: this.#means.search,
      pause: async (attempts: number) => {
        await this.#turns.spend(attempts - context.counted);
        context.counted = attempts;
        return this.#shared.blocks.length() === length;
      },
    };
    return context;
  }

  #tell(arrival: number, block: Block): void {
    this.#waiting.get(arrival)?.resolve(block);
    this.#waiting.delete(arrival);
  }
}
