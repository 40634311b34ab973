import { authorOf, type Block } from "../../chain/block.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import { type PatientRecord, sameRecord } from "../../chain/record.ts";
import { recordTextFault } from "../../chain/record-rules.ts";
import { mineBlock, mineGenesis, type MiningContext } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import { isSearched } from "../../mining/search-limit.ts";
import { HALTED_DELAY, orHalted } from "../contradiction.ts";
import type { Shared } from "../parts.ts";
import type { Watchers } from "../reading/watchers.ts";
import type { Mined } from "../results.ts";
import { FairQueue } from "../sharing/fair-queue.ts";
import { Turns } from "../sharing/turns.ts";
import type { Growth } from "../signing/signing-gate.ts";
import type { PendingRecord } from "../store/mempool.ts";
import { byNumber, type Job, type JobResult, known, type SameNumber } from "./jobs.ts";
import { KnownProofs } from "./known-proofs.ts";

/** The most blocks that are committed at once. Whoever arrives next waits for as many. */
const GROUP_LIMIT = 256;

/** The most records that wait in memory. More go through the mempool, which has its own limits. */
const ARRIVALS_LIMIT = 1_024;

/** The work of appending a group, and for each of its blocks, in digests: evidence, answers and writes. */
const DIGESTS = { group: 128, block: 24 } as const;

/** How long after a record is accepted the alarm checks whether it is still pending, in milliseconds. */
const ALARM_DELAY = 5_000;

/** What the miner needs apart from the stored data. */
interface Means {
  readonly search: NonceSearch;
  /** The difficulty up to which the ledger searches itself; `undefined` if the setting is invalid. */
  readonly searchLimit: number | undefined;
  /** Notified of appended blocks. */
  readonly watchers: Watchers;
}

/**
 * Mines records, taking their subjects in turn. It is the only writer of blocks.
 *
 * Records whose proofs are known are mined in groups: one transaction, one growth of the tree and one signed checkpoint
 * for all that wait. While a group is flushed to disk, the next one collects. A block whose proof is searched for is
 * committed as soon as it is found.
 *
 * A record waits in one of two places. One that can be mined at once waits in memory, and its client has no answer
 * until its block is stored. Any other is a row of the mempool, so it depends neither on the request that sent it nor on
 * this object's memory: if a client hangs up or the process dies, the next run finds it there.
 */
export class Miner {
  readonly #shared: Shared;
  readonly #means: Means;
  readonly #proofs: KnownProofs;
  /** The records that wait in memory. */
  readonly #arrivals = new FairQueue<Job>();
  /** The requests that wait for the blocks of pending records, by their arrival. */
  readonly #waiting = new Map<number, PromiseWithResolvers<JobResult>>();
  #genesis = Promise.withResolvers<Block>();
  readonly #turns = new Turns();
  #running = false;

  constructor(shared: Shared, means: Means) {
    this.#shared = shared;
    this.#means = means;
    this.#proofs = new KnownProofs(shared.blocks);
  }

  /** Whether the ledger searches for proofs of its puzzle itself. */
  get searches(): boolean {
    const { puzzle } = this.#shared.creation;
    return puzzle !== undefined && isSearched(puzzle, this.#means.searchLimit);
  }

  /**
   * Whether a record that arrives now can be mined at once: the proof that follows is known, and nothing that was
   * accepted earlier is still pending.
   */
  get isReady(): boolean {
    const { creation, blocks, mempool } = this.#shared;
    if (!this.searches || !creation.done || this.#arrivals.size >= ARRIVALS_LIMIT) return false;
    return this.#proofs.count(blocks.cachedTip(), 1) > 0 && mempool.isEmpty();
  }

  /** Call this when the object starts: it plans an alarm if anything is left to mine. */
  recall(): void {
    if (this.#isDue()) this.#shared.alarms.set("mining", Date.now() + ALARM_DELAY);
  }

  /**
   * Starts mining what is stored, in the background. Call this in the turn of the event loop that stored it, so that
   * the alarm is committed together with it, or neither is.
   */
  start(): void {
    this.#shared.alarms.setBy("mining", Date.now() + ALARM_DELAY);
    this.#runInBackground();
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

  /**
   * Mines records without storing them first. Call this only if {@link isReady}.
   *
   * @param author who registers them
   * @param ids stored with the index of each record's block if its result is `mined`
   * @throws Error if the storage fails or the ledger is halted. Some records may have been mined.
   */
  mineAtOnce(records: readonly PatientRecord[], author: string, ids: readonly string[] = []): Promise<JobResult[]> {
    const results = records.map((record, place) => {
      const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
      this.#arrivals.add(author, { record, author, id: ids[place], tell: resolve, fail: reject });
      return promise;
    });
    this.#runInBackground();
    return Promise.all(results);
  }

  /** Resolves once a pending record is mined; rejects if mining fails. */
  resultOf({ arrival }: PendingRecord): Promise<JobResult> {
    const waiting = this.#waiting.get(arrival) ?? Promise.withResolvers<JobResult>();
    this.#waiting.set(arrival, waiting);
    return waiting.promise;
  }

  /** Resolves with genesis once it is mined; rejects if mining fails. */
  genesis(): Promise<Block> {
    return this.#genesis.promise;
  }

  /**
   * Mines genesis if there is none yet, and then records until none is left. If a run is already in progress, it
   * returns at once.
   *
   * @throws Error if the storage fails. Then the promises of waiting requests are rejected and stored records stay
   *   pending until the next run, at the latest the alarm's.
   */
  async run(): Promise<void> {
    const { creation, mempool, storage } = this.#shared;
    if (this.#running || !creation.puzzle) return;
    this.#running = true;
    try {
      if (!creation.done) await this.#mineGenesis(creation.puzzle);
      for (let jobs = this.#take(); jobs.length > 0; jobs = this.#take()) {
        await this.#mineGroup(jobs);
        // Whatever arrives during the flush is in the next group.
        await storage.sync();
        // After the last record there is nothing to pause for.
        if (this.#arrivals.size > 0 || !mempool.isEmpty()) {
          await this.#turns.spend(DIGESTS.group + jobs.length * DIGESTS.block);
        }
      }
    } catch (error) {
      this.#rejectAll(error);
      throw error;
    } finally {
      this.#running = false;
    }
  }

  /**
   * Appends the block of an external miner, with its leaf in the Merkle tree and the tree's signed checkpoint, if the
   * block still fits.
   *
   * @returns `undefined` if it does not: the tip differs from the one it was mined on, its registration number is taken
   *   or a conflicting record is pending, or its author differs from the one who registered the record
   */
  async append(block: Block): Promise<Mined | undefined> {
    const { blocks, mempool, tree } = this.#shared;
    const growth = await tree.grow([block]);
    if (!growth) return undefined;
    // There is no `await` until the block is stored, so nothing can run in between.
    const pending = mempool.byRegNo(block.Reg_no);
    const tip = blocks.newest();
    if (tip.hash !== block.previous_hash) return undefined;
    if (blocks.byRegNo(block.Reg_no) || (pending && !sameRecord(pending, block))) return undefined;
    if (authorOf(block) !== (pending?.author ?? block.mined_by)) return undefined;
    this.#store(tip, [block], growth, () => {
      if (pending) mempool.settle(pending, block.index);
    });
    const [mined] = await this.#minedBy([block], growth);
    if (pending) this.#tell(pending, mined as Mined);
    return mined;
  }

  /** Whether genesis or a pending record is left for this ledger to mine. */
  #isDue(): boolean {
    const { creation, mempool } = this.#shared;
    return this.searches && (!creation.done || !mempool.isEmpty());
  }

  #runInBackground(): void {
    // A failure rejects the promises of the waiting requests, and the alarm repeats the run.
    this.#runUnlessHalted().catch(() => undefined);
  }

  /** Mines everything there is. If the ledger is halted, the next alarm comes later than usual. */
  async #runUnlessHalted(): Promise<void> {
    const halted = await orHalted(this.run());
    if (halted && this.#isDue()) this.#shared.alarms.set("mining", Date.now() + HALTED_DELAY);
  }

  async #mineGenesis(puzzle: Puzzle): Promise<void> {
    const { creation, blocks, tree } = this.#shared;
    const genesis = await mineGenesis(puzzle, this.#context());
    if (!genesis) throw new Error("the search for the proof of genesis was stopped");
    const growth = await tree.grow([genesis]);
    if (!growth) throw new Error("the chain already has a block that this miner did not append");
    creation.complete(() => {
      blocks.append(genesis);
      tree.store(growth);
    });
    tree.committed(growth);
    this.#genesis.resolve(genesis);
    this.#means.watchers.notify();
  }

  /** Takes as many records as can be committed at once; one if its proof has to be searched for. */
  #take(): Job[] {
    const { blocks, mempool } = this.#shared;
    if (this.#arrivals.size === 0 && mempool.isEmpty()) return [];
    // Whatever may fail comes first: a record that was taken is no longer where a failure would find it.
    const most = Math.max(1, this.#proofs.count(blocks.cachedTip(), GROUP_LIMIT));
    const room = Math.max(0, most - this.#arrivals.size);
    const pending = room > 0 ? mempool.take(room) : [];
    const jobs: Job[] = [];
    while (jobs.length < most) {
      const job = this.#arrivals.take((arrival) => arrival);
      if (!job) break;
      jobs.push(job);
    }
    return [...jobs, ...pending.map((record) => this.#pendingJob(record))];
  }

  #pendingJob(pending: PendingRecord): Job {
    return {
      record: pending,
      author: pending.author,
      pending,
      id: pending.id,
      tell: (result) => this.#tell(pending, result),
      fail: (error) => {
        this.#waiting.get(pending.arrival)?.reject(error);
        this.#waiting.delete(pending.arrival);
      },
    };
  }

  /**
   * Mines a group of records and tells what became of them. Those whose proofs turn out to be unknown go back to where
   * they came from.
   */
  async #mineGroup(jobs: readonly Job[]): Promise<void> {
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
        if (!growth || !this.#commit(tip, blocks, left, growth)) continue;
        const mined = await this.#minedBy(blocks, growth);
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
    // An external miner's block may have settled a pending record meanwhile.
    const current = jobs.filter(({ pending }) => !pending || mempool.has(pending));
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
          // What was accepted has to be honoured first.
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
      const context = this.#context(previous);
      const block = await mineBlock(previous, record, author, context, proof);
      // Canceled, because an external miner was faster.
      if (!block) break;
      blocks.push(block);
      if (proof !== undefined) continue;
      // At a low difficulty, a search ends before its first pause, so its work has not been counted yet.
      await this.#turns.spend(Math.max(0, block.proof - context.counted));
      break;
    }
    return blocks;
  }

  /**
   * Checks that the blocks still fit, then stores them with their evidence, all or none. There is no `await` here, so
   * nothing can run in between.
   */
  #commit(tip: Block, blocks: readonly Block[], jobs: readonly SameNumber[], growth: Growth): boolean {
    const { mempool } = this.#shared;
    if (this.#shared.blocks.tip()?.hash !== tip.hash) return false;
    if (mempool.pendingOf(regNosInMemory(jobs.flat())).size > 0) return false;
    if (jobs.some(([{ pending }]) => pending && !mempool.has(pending))) return false;
    this.#store(tip, blocks, growth, () => {
      for (const [place, { index }] of blocks.entries()) {
        const { pending, id } = jobs[place]?.[0] ?? {};
        if (pending) mempool.settle(pending, index);
        else if (id !== undefined) mempool.noteMined(id, index);
      }
    });
    return true;
  }

  /** @param settle stores that the records are no longer pending, in the same transaction */
  #store(tip: Block, blocks: readonly Block[], growth: Growth, settle: () => void): void {
    const { storage, tree } = this.#shared;
    // A check may have found a fault since the growth was computed.
    tree.requireNoKnownFault();
    storage.transactionSync(() => {
      for (const block of blocks) this.#shared.blocks.append(block);
      tree.store(growth);
      settle();
    });
    tree.committed(growth);
    this.#proofs.learn(tip, blocks);
    this.#means.watchers.notify();
  }

  async #minedBy(blocks: readonly Block[], growth: Growth): Promise<Mined[]> {
    const receipts = await this.#shared.tree.receipts(growth);
    return blocks.map((block, place) => ({ outcome: "mined", block, receipt: receipts?.[place] }));
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

  #tell({ arrival }: PendingRecord, result: JobResult): void {
    this.#waiting.get(arrival)?.resolve(result);
    this.#waiting.delete(arrival);
  }

  #rejectAll(reason: unknown): void {
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
    this.#waiting.clear();
    for (let job = this.#arrivals.take((arrival) => arrival); job; job = this.#arrivals.take((arrival) => arrival)) {
      job.fail(reason);
    }
    this.#shared.mempool.putBack();
    // The next run mines genesis for the requests that come then.
    this.#genesis.promise.catch(() => undefined);
    this.#genesis.reject(reason);
    this.#genesis = Promise.withResolvers();
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
