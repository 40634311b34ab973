import { DurableObject } from "cloudflare:workers";
import type { Block } from "../chain/block.ts";
import { type Puzzle, puzzleOf, samePuzzle } from "../chain/puzzle.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { Hash } from "../chain/merkle-tree.ts";
import { Malformed, type VerifierKey } from "../chain/note.ts";
import type { Receipt } from "../chain/receipt.ts";
import { CheckpointSigners } from "../chain/checkpoint-signers.ts";
import { Alarm } from "./alarm.ts";
import { Blocks } from "./blocks.ts";
import { type Halted, orHalted } from "./contradiction.ts";
import { Mempool, type Place } from "./mempool.ts";
import { Founding } from "./founding.ts";
import { LedgerIdentity } from "./identity.ts";
import { KnownFault } from "./known-fault.ts";
import { countRewards, type MinerReward } from "./rewards.ts";
import { Miner } from "./mining.ts";
import { nonceSearch } from "./nonce-search.ts";
import { Registration } from "./registration.ts";
import type { AcceptResult, Description, MineResult, SubmitResult, WorkResult } from "./results.ts";
import { SharedRuns } from "./shared-runs.ts";
import { within } from "./time-limit.ts";
import { Slots } from "./slots.ts";
import { type Frame, streamBlocks } from "./streaming.ts";
import type { Work } from "./submission.ts";
import { type Consistency, SignedTree } from "./signed-tree.ts";
import { type Progress, type StoredVerdict, type ValidateOptions, validateStored } from "./validating.ts";
import { Watchers } from "./watchers.ts";

/** How long after a record was accepted the alarm looks whether it still waits, in milliseconds. */
const ALARM_DELAY = 5_000;

/** How many streams of blocks go on at once. */
const STREAMS_LIMIT = 32;

/** How long the alarm waits where nothing may be mined, in milliseconds: only an operator can mend that. */
const HALTED_DELAY = 60_000;

/** How long the request that creates a ledger waits for its genesis, in milliseconds. */
const GENESIS_WAIT_LIMIT = 60_000;

/** What a method answers: `undefined` while the ledger does not exist, and why it mines and signs nothing if so. */
type Answer<Result> = Promise<Result | Halted | undefined>;

/**
 * The single authoritative holder of one chain. It runs on one thread, in one place, with its own database, so one
 * chain is all there can be: requests that come at once queue up in the mempool and are mined in turn.
 *
 * While the ledger does not exist its methods answer `undefined` and store nothing, all but `found`, which makes it, and
 * `blocks` and `fetch`, which are only called after another has answered.
 */
export class Ledger extends DurableObject {
  readonly #founding: Founding;
  readonly #blocks: Blocks;
  readonly #mempool: Mempool;
  readonly #knownFault: KnownFault;
  readonly #tree: SignedTree;
  readonly #miner: Miner;
  readonly #registration: Registration;
  readonly #watchers: Watchers;
  readonly #alarm: Alarm;
  readonly #streams = new Slots(STREAMS_LIMIT);
  readonly #validations = new SharedRuns<StoredVerdict | null>();

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#alarm = new Alarm(ctx);
    this.#blocks = new Blocks(ctx.storage.sql);
    this.#founding = new Founding(ctx, this.#blocks);
    this.#mempool = new Mempool(ctx.storage.sql);
    this.#knownFault = new KnownFault(ctx.storage);
    const identity = new LedgerIdentity(ctx, env);
    const signers = new CheckpointSigners(env);
    this.#tree = new SignedTree(ctx.storage, identity, this.#blocks, signers, this.#knownFault);
    this.#watchers = new Watchers(ctx, this.#blocks, (time) => this.#alarm.setAt(time));
    const search = nonceSearch(env.NONCE_SEARCH);
    this.#miner = new Miner(ctx.storage, this.#founding, this.#blocks, this.#mempool, this.#tree, search, () =>
      this.#watchers.notify(),
    );
    this.#registration = new Registration(ctx.storage, this.#blocks, this.#mempool, this.#tree, this.#miner, () =>
      this.#startMining(),
    );
    // An alarm that was set before this object started is not known here, and must not be put off by a later one.
    if (this.#isMiningDue()) this.#alarm.setAt(Date.now() + ALARM_DELAY);
  }

  /**
   * Founds the ledger: fixes its puzzle and mines its genesis. It is safe to repeat.
   *
   * @returns whether it was founded now, existed so already, exists with another puzzle, or `pending` when its genesis
   *   takes long to mine
   */
  async found(puzzle: Puzzle): Promise<"founded" | "exists" | "conflict" | "pending"> {
    const { puzzle: existing, done } = this.#founding;
    if (existing && !samePuzzle(existing, puzzle)) return "conflict";
    if (done) return "exists";
    if (!existing) this.#founding.begin(puzzle);
    const genesis = this.#miner.genesis();
    this.#startMining();
    if (!(await within(GENESIS_WAIT_LIMIT, genesis))) return "pending";
    return existing ? "exists" : "founded";
  }

  /** The puzzle and the newest block; asked again and again while nothing is appended, it reads one block a second. */
  describe(): Answer<Description> {
    return this.#answer(() => {
      const tip = this.#blocks.keptTip();
      return { puzzle: puzzleOf(tip), tip };
    });
  }

  /** The newest block's hash, by which a client that has the chain can tell whether it grew. */
  head(): Answer<string> {
    return this.#answer(() => this.#blocks.keptTip().hash);
  }

  /** The block at an index, from 1, or `null` where the chain has none. */
  block(index: number): Answer<Block | null> {
    return this.#answer(() => this.#blocks.at(index) ?? null);
  }

  /** The blocks from one index to another as JSON texts in a frame, streamed. */
  blocks(from: number, to: number, frame: Frame): ReadableStream<Uint8Array> {
    return streamBlocks(this.#blocks, from, to, frame, this.#streams);
  }

  /**
   * Re-hashes and checks every stored block, or those that are asked for, and the newest signed checkpoint.
   *
   * @param progress hears how far the check is, and may give it up
   * @returns `null` when the chain does not have the block to begin with, or the check was given up; `busy` when too
   *   many others ask
   */
  async validate(asked: ValidateOptions = {}, progress?: Progress): Promise<StoredVerdict | "busy" | null | undefined> {
    const { done, puzzle } = this.#founding;
    if (!done || !puzzle) return undefined;
    const options = this.#knownFault.widen(asked);
    // Who wants to hear of the progress has a check of their own.
    const verdict = await this.#validations.run(progress ?? JSON.stringify(options), () =>
      validateStored(this.#blocks, this.#tree, puzzle, options, progress),
    );
    if (verdict && this.#knownFault.learn(verdict, options)) this.#startMining();
    return verdict === undefined ? "busy" : verdict;
  }

  miners(): Answer<{ length: number; miners: MinerReward[] }> {
    return this.#answer(() => countRewards(this.#blocks));
  }

  /**
   * Puts a record on the chain and waits for its block. It is safe to repeat: a record that is pending or mined is
   * not added again.
   *
   * @param minedBy who registers the record: the subject of the request's token
   */
  mine(record: PatientRecord, minedBy: string): Answer<MineResult> {
    return this.#answer(() => this.#registration.mine(record, minedBy));
  }

  /** Puts records into the mempool, all that can be accepted or, when the storage fails, none. Safe to repeat. */
  accept(records: readonly PatientRecord[], minedBy: string): Answer<AcceptResult[]> {
    return this.#answer(() => this.#registration.accept(records, minedBy));
  }

  /** What an external miner needs to mine a record's block; nothing is stored. */
  work(record: PatientRecord, minedBy: string): Answer<WorkResult> {
    return this.#answer(() => this.#registration.work(record, minedBy));
  }

  /** Checks the work of an external miner and appends its block, if it is right and the tip is still the one. */
  submit(record: PatientRecord, minedBy: string, work: Work): Answer<SubmitResult> {
    return this.#answer(() => this.#registration.submit(record, minedBy, work));
  }

  /** Where a once accepted record is: its place in the line, its block's index, or `null` for an unknown id. */
  pending(id: string): Answer<{ position: number } | { index: number } | null> {
    return this.#answer(() => {
      const position = this.#mempool.position(id);
      if (position !== undefined) return { position };
      const index = this.#mempool.minedIndex(id);
      return index === undefined ? null : { index };
    });
  }

  /** The pending records, without what they say, and the age of the oldest in milliseconds. */
  mempool(): Answer<{ places: Place[]; oldestAge: number | null }> {
    return this.#answer(() => {
      const oldest = this.#mempool.oldest();
      const oldestAge = oldest ? Math.max(0, Date.now() - oldest.accepted_at) : null;
      return { places: this.#mempool.places(), oldestAge };
    });
  }

  /** The newest signed checkpoint, or the newest that so many witnesses have cosigned; `null` where there is none. */
  checkpoint(cosignatures: number): Answer<string | null> {
    return this.#answer(async () => (await this.#tree.checkpoint(cosignatures)) ?? null);
  }

  /** What proves that a block stands in the tree, the newest or that of a size; `null` where it does not. */
  receipt(index: number, size?: number): Answer<Receipt | null> {
    return this.#answer(async () => (await this.#tree.receipt(index, size)) ?? null);
  }

  /** What proves that one tree begins with another; `null` where the ledger does not have so many blocks. */
  consistency(from: number, to: number): Answer<Consistency | null> {
    return this.#answer(async () => (await this.#tree.consistency(from, to)) ?? null);
  }

  /** The hashes of a tile of the tree; `null` where the ledger does not have so many blocks. */
  tile(level: number, index: number, width: number): Answer<Hash[] | null> {
    return this.#answer(async () => (await this.#tree.tile(level, index, width)) ?? null);
  }

  /**
   * Keeps a witness's cosignatures.
   *
   * @returns how many witnesses have cosigned the checkpoint; `null` where the ledger never was in that state, and a
   *   text that says why when it is no checkpoint of this ledger
   */
  cosign(signed: string, witnesses: readonly VerifierKey[]): Answer<number | string | null> {
    return this.#answer(async () => {
      try {
        return (await this.#tree.cosign(signed, witnesses)) ?? null;
      } catch (error) {
        if (error instanceof Malformed) return error.message;
        throw error;
      }
    });
  }

  /** Opens a WebSocket for `?from=<index>&expires=<milliseconds since 1970>`; sockets cannot pass through RPC. */
  override fetch(request: Request): Response {
    const query = new URL(request.url).searchParams;
    const from = query.get("from");
    const socket = this.#watchers.add(from === null ? undefined : Number(from), Number(query.get("expires")));
    return socket ? new Response(null, { status: 101, webSocket: socket }) : new Response(null, { status: 503 });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#watchers.acknowledge(socket, message);
  }

  /** Answers a watcher's goodbye; without it, its client waits for one. */
  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  /**
   * Takes up what a restart left undone, and drops watchers whose time is up. Delivered at least once, and mining what
   * is mined already does nothing.
   *
   * The platform gives an alarm a fresh budget of CPU time, and 15 minutes: so it comes back every few seconds while
   * there is something to mine, rather than stay.
   */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    this.#watchers.sweep();
    const isMining = this.#isMiningDue();
    if (isMining) this.#alarm.setAt(Date.now() + ALARM_DELAY);
    else this.#watchers.planSweep();
    if (isMining) await Promise.race([this.#run(), scheduler.wait(ALARM_DELAY)]);
  }

  /** Mines what waits. Where nothing may be mined, the alarm comes back later than it would to mine. */
  async #run(): Promise<void> {
    const halted = await orHalted(this.#miner.run());
    if (!halted) return;
    this.#alarm.putOff(Date.now() + HALTED_DELAY);
    this.#watchers.planSweep();
  }

  /** Does what a method is asked for, on a ledger that exists. */
  async #answer<Result>(work: () => Result | Promise<Result>): Answer<Result> {
    return this.#founding.done ? orHalted((async () => work())()) : undefined;
  }

  #startMining(): void {
    // In the same turn as what is to be mined was stored: both are committed, or neither is.
    this.#alarm.setAt(Date.now() + ALARM_DELAY);
    // Whoever waits for a block hears of a failure there, and the alarm repeats the run.
    this.#run().catch(() => undefined);
  }

  /** Whether genesis or a pending record waits to be mined. */
  #isMiningDue(): boolean {
    return this.#founding.puzzle !== undefined && (!this.#founding.done || this.#mempool.oldest() !== undefined);
  }
}
