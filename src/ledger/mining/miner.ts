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

/** What it takes to append a block whose proof is known, in digests: its evidence, and the writes. */
const DIGESTS_PER_BLOCK = 256;

/** How long after a record was accepted the alarm looks whether it still waits, in milliseconds. */
const ALARM_DELAY = 5_000;

/** Under this the map of waiting requests holds genesis; pending records are counted from 1. */
const GENESIS_ARRIVAL = 0;

/** What the miner works with, beside what is stored. */
interface Means {
  readonly search: NonceSearch;
  /** Up to which difficulty the ledger searches itself; nothing where that is not set rightly. */
  readonly searchLimit: number | undefined;
  /** They are told of each block that was appended. */
  readonly watchers: Watchers;
}

/**
 * Mines the pending records, one at a time and their subjects in turn, and is the only writer of blocks.
 *
 * The mempool is the queue, so nothing that was accepted depends on the request that brought it, nor on this object's
 * memory: a client that hangs up, or a process that dies, leaves the record where the next run finds it.
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

  /** Has the alarm come back for what waits to be mined; to be called when the object starts. */
  recall(): void {
    if (this.#isDue()) this.#shared.alarms.set("mining", Date.now() + ALARM_DELAY);
  }

  /** Mines what waits, beside whatever else goes on; to be called in the turn in which it was stored. */
  start(): void {
    // In the same turn as what is to be mined was stored: both are committed, or neither is.
    this.#shared.alarms.setBy("mining", Date.now() + ALARM_DELAY);
    // Whoever waits for a block hears of a failure there, and the alarm repeats the run.
    this.#runUnlessHalted().catch(() => undefined);
  }

  /**
   * Takes up what a restart left undone, at an alarm: plans the next one, and returns the work.
   *
   * The platform gives an alarm a fresh budget of CPU time, and 15 minutes: so it comes back every few seconds while
   * there is something to mine, rather than stay.
   */
  onAlarm(now: number): Promise<void> | undefined {
    if (!this.#isDue()) return undefined;
    this.#shared.alarms.set("mining", now + ALARM_DELAY);
    // A timer that went on when all is mined would keep the object in memory.
    const timer = new AbortController();
    const delay = scheduler.wait(ALARM_DELAY, { signal: timer.signal }).catch(() => undefined);
    return Promise.race([this.#runUnlessHalted(), delay]).finally(() => timer.abort());
  }

  /** Whether genesis or a pending record waits to be mined here. */
  #isDue(): boolean {
    const { creation, mempool } = this.#shared;
    return this.searches && (!creation.done || mempool.oldest() !== undefined);
  }

  /** Mines what waits. Where nothing may be mined, the alarm comes back later than it would to mine. */
  async #runUnlessHalted(): Promise<void> {
    const halted = await orHalted(this.run());
    if (halted) this.#shared.alarms.set("mining", Date.now() + HALTED_DELAY);
  }

  /** Resolves with the block of a pending record, once it is mined; rejects when mining failed. */
  blockOf(arrival: number): Promise<Block> {
    const waiting = this.#waiting.get(arrival) ?? Promise.withResolvers<Block>();
    this.#waiting.set(arrival, waiting);
    return waiting.promise;
  }

  /** Resolves when the chain has its first block; rejects when mining it failed. */
  genesis(): Promise<Block> {
    return this.blockOf(GENESIS_ARRIVAL);
  }

  /**
   * Mines genesis when there was none yet, and then until no record is pending; called while it runs already, it
   * returns at once.
   *
   * @throws Error when the storage fails; those who wait are told so, the records stay pending, and the next run (the
   *   alarm's, if no other) takes them up again
   */
  async run(): Promise<void> {
    const { puzzle } = this.#shared.creation;
    if (this.#running || !puzzle) return;
    this.#running = true;
    try {
      if (!this.#shared.creation.done) await this.#mineGenesis(puzzle);
      while (await this.#mineNext()) {
        // Behind the last one there is nothing to pause for.
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
   * Appends a block, its leaf in the Merkle tree and the tree's signed checkpoint, if it still fits.
   *
   * @returns whether it was appended; not so when the tip is another than the one it was mined on, its registration
   *   number is taken or waited for with other details, or it names another author than registered the record
   */
  async append(block: Block): Promise<boolean> {
    const growth = await this.#shared.tree.grow(block);
    return growth !== undefined && this.#commit(block, growth);
  }

  /**
   * The checks, the block, its evidence and the end of its pending record, if it was pending: there is no `await` in
   * here, so they are one step.
   */
  #commit(block: Block, growth: Growth): boolean {
    const pending = this.#shared.mempool.byRegNo(block.Reg_no);
    if (this.#shared.blocks.tip()?.hash !== block.previous_hash) return false;
    if (this.#shared.blocks.byRegNo(block.Reg_no) || (pending && !sameRecord(pending, block))) return false;
    if (authorOf(block) !== (pending?.author ?? block.mined_by)) return false;
    // A check may have found a fault since the growth was begun.
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
    if (!genesis) throw new Error("the mining of genesis was ended");
    const growth = await this.#shared.tree.grow(genesis);
    if (!growth) throw new Error("a genesis was appended beside the miner");
    this.#shared.creation.complete(() => {
      this.#shared.blocks.append(genesis);
      this.#shared.tree.store(growth);
    });
    this.#shared.tree.committed(growth);
    this.#tell(GENESIS_ARRIVAL, genesis);
    this.#means.watchers.notify();
  }

  /** @returns whether there was a pending record; it stays pending when another block was appended meanwhile */
  async #mineNext(): Promise<boolean> {
    const pending = this.#shared.mempool.next();
    if (!pending) return false;
    const tip = this.#shared.blocks.newest();
    const mined = this.#shared.blocks.byRegNo(pending.Reg_no);
    if (mined) {
      // Only somebody who edits the storage can bring this about. It must not hold up those who wait behind.
      this.#shared.storage.transactionSync(() => this.#shared.mempool.settle(pending, mined.index));
      this.#tell(pending.arrival, mined);
      return true;
    }
    if (recordTextFault({ ...pending, mined_by: pending.author })) {
      // Nor can this: no route admits such a record, and the chain would be invalid with it.
      this.#shared.mempool.discard(pending);
      this.#waiting.get(pending.arrival)?.reject(new Error("the record that waited was edited"));
      this.#waiting.delete(pending.arrival);
      return true;
    }
    const known = await this.#knownProof(tip);
    const context = this.#context(tip);
    const block = await mineBlock(tip, pending, pending.author, context, known);
    if (!block) return true;
    // At a low difficulty a search ends before it pauses for the first time.
    if (known === undefined) await this.#turns.spend(Math.max(0, block.proof - context.counted));
    await this.append(block);
    return true;
  }

  /**
   * On `squares`, the proof that followed the tip's proof when the chain had that before. It depends on the previous
   * proof alone, so it need not be searched again; it is verified like any other.
   */
  async #knownProof(tip: Block): Promise<number | undefined> {
    if (tip.difficulty !== undefined) return undefined;
    const proof = this.#shared.blocks.proofAfter(tip.proof);
    return proof !== undefined && (await isSquaresProof(proof, tip.proof)) ? proof : undefined;
  }

  /** A search ends when an external miner was faster. `counted` is how many of its attempts were counted as work. */
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
