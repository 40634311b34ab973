import type { Puzzle } from "../../../chain/puzzle.ts";
import { hex } from "../../../chain/text/hex.ts";
import type { EntryTree } from "../../../chain/sealed/entry-tree.ts";
import { candidateHeader, type Header, MINED_BY, sealHeader } from "../../../chain/sealed/header.ts";
import type { Receipt } from "../../../evidence/receipts/receipt.ts";
import { solve } from "../../../mining/mine-block.ts";
import type { NonceSearch } from "../../../mining/nonce-search.ts";
import { isSearched } from "../../../mining/search-limit.ts";
import { MiningRuns } from "../../mining/mining-runs.ts";
import { miningContext } from "../../mining/mining-context.ts";
import type { Watchers } from "../../reading/watchers.ts";
import { Turns } from "../../sharing/turns.ts";
import { createGenesis } from "./genesis.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { within } from "../../time-limit.ts";
import { SealedWriter } from "./sealed-writer.ts";
import type { WaitingEntries } from "./waiting-entries.ts";

/** What the miner needs apart from the stored data. */
interface Means {
  readonly search: NonceSearch;
  /** The difficulty up to which the ledger searches itself; `undefined` if the setting is invalid. */
  readonly searchLimit: number | undefined;
  /** Notified of appended blocks. */
  readonly watchers: Watchers;
  /** Called when a block was appended and the vault has seen its checkpoint. */
  readonly onMarked: () => void;
  /** How many leading zero bits a block's hash must have. */
  readonly difficulty: number;
}

/** Where a mined entry is, and what proves it. */
export interface MinedEntry {
  readonly header: Header;
  /** The receipt of the header. */
  readonly receipt: Receipt;
  readonly tree: EntryTree;
}

/** How long records that arrive while a block is mined wait for it, in milliseconds. */
const COLLECTING = 20;

/** A request that waits for the block of an entry. */
type Waiter = PromiseWithResolvers<MinedEntry>;

/** Mines the waiting entries, oldest first, as many in a block as it may have. Only one run mines at a time. */
export class SealedMiner {
  readonly #parts: SealedParts;
  readonly #means: Means;
  readonly #waiting: WaitingEntries;
  readonly #writer: SealedWriter;
  readonly #runs: MiningRuns;
  readonly #turns = new Turns();
  /** The requests that wait for the blocks of entries, by the entries' numbers. */
  readonly #waiters = new Map<number, Waiter>();
  #genesis = Promise.withResolvers<Header>();
  #running = false;
  /** Resolves when the block that is being mined is stored, or cannot be. */
  #storing: PromiseWithResolvers<void> | undefined;

  constructor(parts: SealedParts, waiting: WaitingEntries, means: Means) {
    this.#parts = parts;
    this.#means = means;
    this.#waiting = waiting;
    this.#writer = new SealedWriter(parts);
    this.#runs = new MiningRuns({ alarms: parts.alarms, isDue: () => this.#isDue(), run: () => this.run() });
  }

  /** Whether the ledger searches for proofs itself. */
  get searches(): boolean {
    const puzzle: Puzzle = { puzzle: "block-hash", difficulty: this.#means.difficulty };
    return isSearched(puzzle, this.#means.searchLimit);
  }

  /** See {@link MiningRuns.recall}. */
  recall(): void {
    this.#runs.recall();
  }

  /** See {@link MiningRuns.start}. */
  start(): void {
    if (this.searches) this.#runs.start();
  }

  /** See {@link MiningRuns.onAlarm}. */
  onAlarm(now: number): Promise<void> | undefined {
    return this.#runs.onAlarm(now);
  }

  /** Resolves with genesis once it is mined; rejects if mining fails. */
  genesis(): Promise<Header> {
    return this.#genesis.promise;
  }

  /**
   * Waits a short time for the block that is being mined, if one is. Keys that are deposited right afterwards take its
   * checkpoint along to the vault, and more records share a block.
   */
  async whenStored(): Promise<void> {
    if (this.#storing) await within(COLLECTING, this.#storing.promise);
  }

  /** Resolves once a waiting entry is mined and its block may be served; rejects if mining fails. */
  resultOf(number: number): Promise<MinedEntry> {
    const waiter = this.#waiters.get(number) ?? Promise.withResolvers<MinedEntry>();
    this.#waiters.set(number, waiter);
    return waiter.promise;
  }

  /**
   * Mines genesis if there is none yet, and then blocks until no entry is waiting.
   *
   * @throws Error if the storage or the vault fails. Then the promises of waiting requests are rejected, and entries stay
   *   waiting until the next run, at the latest the alarm's.
   */
  async run(): Promise<void> {
    const { creation, headers, link } = this.#parts;
    if (this.#running) return;
    this.#running = true;
    try {
      if (!creation.done) {
        const context = miningContext({ blocks: headers, search: this.#means.search, turns: this.#turns });
        const genesis = await createGenesis(this.#parts, this.#means.difficulty, context);
        this.#genesis.resolve(genesis);
        this.#means.watchers.notify();
      }
      // The vault has to see every block before the next one is appended.
      await link.whenMarked();
      while (this.searches && this.#waiting.count() > 0) {
        this.#storing = Promise.withResolvers();
        await this.#mineBlock();
      }
    } catch (error) {
      this.#rejectAll(error);
      throw error;
    } finally {
      this.#running = false;
      this.#stored();
    }
  }

  /**
   * Appends a block that was mined here or elsewhere, once the vault has seen its checkpoint.
   *
   * @returns the header's receipt; `undefined` if the block no longer follows the tip
   */
  async append(header: Header, tree: EntryTree): Promise<Receipt | undefined> {
    const receipt = await this.#writer.append(header, this.#waiting.textsOf(tree), () => this.#stored());
    if (!receipt) return undefined;
    this.#waiting.forget(header.last_entry);
    try {
      await this.#parts.link.whenMarked();
      this.#settle(header, (waiter) => waiter.resolve({ header, receipt, tree }));
      this.#means.onMarked();
    } catch (error) {
      // The block is stored, and the alarm shows it to the vault later.
      this.#settle(header, (waiter) => waiter.reject(error));
      this.#runs.start();
      throw error;
    } finally {
      this.#means.watchers.notify();
    }
    return receipt;
  }

  #settle(header: Header, settle: (waiter: Waiter) => void): void {
    for (let number = header.first_entry; number <= header.last_entry; number++) {
      const waiter = this.#waiters.get(number);
      if (waiter) settle(waiter);
      this.#waiters.delete(number);
    }
  }

  async #mineBlock(): Promise<void> {
    const { headers, tree } = this.#parts;
    // Nothing is mined on an edited tip: a search might never end.
    await tree.requireAgreement();
    const tip = headers.newest();
    const entries = await this.#waiting.oldest(tip);
    await this.#turns.spend(4 * entries.size);
    const candidate = candidateHeader(tip, MINED_BY.ledger, {
      last_entry: tip.last_entry + entries.size,
      merkle_root: hex(entries.root),
      timestamp: new Date(Math.max(Date.now(), Date.parse(tip.timestamp))).toISOString(),
    });
    const context = miningContext({ blocks: headers, search: this.#means.search, turns: this.#turns }, tip);
    const solution = await solve(candidate, candidate.difficulty, context);
    // Otherwise an external miner was faster.
    if (!solution) return;
    await this.append(await sealHeader(solution.candidate, solution.proof), entries);
    // At a low difficulty, a search ends before its first pause, so its work has not been counted yet.
    await this.#turns.spend(Math.max(0, solution.proof - context.counted));
  }

  #stored(): void {
    this.#storing?.resolve();
    this.#storing = undefined;
  }

  /** Whether genesis or a waiting entry is left for this ledger to mine, or a block for the vault to see. */
  #isDue(): boolean {
    const { creation, link } = this.#parts;
    return link.isAhead || (this.searches && (!creation.done || this.#waiting.count() > 0));
  }

  #rejectAll(reason: unknown): void {
    for (const waiter of this.#waiters.values()) waiter.reject(reason);
    this.#waiters.clear();
    // The next run mines genesis for the requests that come then.
    this.#genesis.promise.catch(() => undefined);
    this.#genesis.reject(reason);
    this.#genesis = Promise.withResolvers();
  }
}
