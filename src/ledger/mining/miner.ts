import { authorOf, type Block } from "../../chain/block.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { RecordVersion } from "../../chain/records/record.ts";
import { mineGenesis } from "../../mining/mine-block.ts";
import type { NonceSearch } from "../../mining/nonce-search.ts";
import { isSearched } from "../../mining/search-limit.ts";
import type { Shared } from "../parts.ts";
import type { Watchers } from "../reading/watchers.ts";
import type { Mined } from "../results.ts";
import { FairQueue } from "../sharing/fair-queue.ts";
import { Turns } from "../sharing/turns.ts";
import type { PendingRecord } from "../store/mempool.ts";
import { ChainWriter } from "./chain-writer.ts";
import { GroupMining } from "./group-mining.ts";
import { isRival, type Job, type JobResult } from "./jobs.ts";
import { KnownProofs } from "./known-proofs.ts";
import { miningContext } from "./mining-context.ts";
import { MiningRuns } from "./mining-runs.ts";

/** The most blocks that are committed at once. Whoever arrives next waits for as many. */
const GROUP_LIMIT = 256;

/** The most records that wait in memory. More go through the mempool, which has its own limits. */
const ARRIVALS_LIMIT = 1_024;

/** The work of appending a group, and for each of its blocks, in digests: evidence, answers and writes. */
const DIGESTS = { group: 128, block: 24 } as const;

/** What the miner needs apart from the stored data. */
interface Means {
  readonly search: NonceSearch;
  /** The difficulty up to which the ledger searches itself; `undefined` if the setting is invalid. */
  readonly searchLimit: number | undefined;
  /** Notified of appended blocks. */
  readonly watchers: Watchers;
}

/**
 * Decides when records are mined, and in which order: their subjects take turns. Only one run mines at a time.
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
  readonly #writer: ChainWriter;
  readonly #groups: GroupMining;
  readonly #runs: MiningRuns;
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
    this.#writer = new ChainWriter(shared, this.#proofs, means.watchers);
    this.#groups = new GroupMining(shared, this.#proofs, this.#writer, { search: means.search, turns: this.#turns });
    this.#runs = new MiningRuns({ alarms: shared.alarms, isDue: () => this.#isDue(), run: () => this.run() });
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

  /** See {@link MiningRuns.recall}. */
  recall(): void {
    this.#runs.recall();
  }

  /** See {@link MiningRuns.start}. */
  start(): void {
    this.#runs.start();
  }

  /** See {@link MiningRuns.onAlarm}. */
  onAlarm(now: number): Promise<void> | undefined {
    return this.#runs.onAlarm(now);
  }

  /**
   * Mines records without storing them first. Call this only if {@link isReady}.
   *
   * @param author who registers them
   * @param ids stored with the index of each record's block if its result is `mined`
   * @throws Error if the storage fails or the ledger is halted. Some records may have been mined.
   */
  mineAtOnce(records: readonly RecordVersion[], author: string, ids: readonly string[] = []): Promise<JobResult[]> {
    const results = records.map((record, place) => {
      const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
      this.#arrivals.add(author, { record, author, id: ids[place], tell: resolve, fail: reject });
      return promise;
    });
    this.#runs.runInBackground();
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
        await this.#groups.mine(jobs);
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
   * @returns `undefined` if it does not: the tip differs from the one it was mined on, its registration number is taken,
   *   a conflicting record or a correction with its number is pending, or its author differs from the one who registered
   *   the record
   */
  async append(block: Block): Promise<Mined | undefined> {
    const { blocks, mempool, tree } = this.#shared;
    const growth = await tree.grow([block]);
    if (!growth) return undefined;
    // There is no `await` until the block is stored, so nothing can run in between.
    const pending = mempool.byRegNo(block.Reg_no);
    const tip = blocks.newest();
    if (tip.hash !== block.previous_hash) return undefined;
    if (blocks.byRegNo(block.Reg_no) || (pending && isRival(pending, block))) return undefined;
    if (authorOf(block) !== (pending?.author ?? block.mined_by)) return undefined;
    const [mined] = await this.#writer.append(tip, [block], growth, () => {
      if (pending) mempool.settle(pending, block.index);
    });
    if (pending) this.#tell(pending, mined as Mined);
    return mined;
  }

  /** Whether genesis or a pending record is left for this ledger to mine. */
  #isDue(): boolean {
    const { creation, mempool } = this.#shared;
    return this.searches && (!creation.done || !mempool.isEmpty());
  }

  async #mineGenesis(puzzle: Puzzle): Promise<void> {
    const { creation, blocks, tree } = this.#shared;
    const genesis = await mineGenesis(
      puzzle,
      miningContext({ blocks, search: this.#means.search, turns: this.#turns }),
    );
    if (!genesis) throw new Error("the search for the proof of genesis was stopped");
    const growth = await tree.grow([genesis]);
    if (!growth) throw new Error("the chain already has a block that this miner did not append");
    await creation.complete(genesis.hash, () => {
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
      tell: (result) => this.#tell(pending, result),
      fail: (error) => {
        this.#waiting.get(pending.arrival)?.reject(error);
        this.#waiting.delete(pending.arrival);
      },
    };
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
