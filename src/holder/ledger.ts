import { DurableObject } from "cloudflare:workers";
import type { Block } from "../chain/block.ts";
import { type Puzzle, puzzleOf, samePuzzle } from "../chain/puzzle.ts";
import type { PatientRecord } from "../chain/record.ts";
import type { Hash } from "../chain/merkle-tree.ts";
import { Malformed, type VerifierKey } from "../chain/note.ts";
import type { Receipt } from "../chain/receipt.ts";
import { isSearched, parseSearchLimit } from "../chain/search-limit.ts";
import { CheckpointSigners } from "../chain/checkpoint-signers.ts";
import { AlarmSchedule } from "./alarm-schedule.ts";
import { Batches } from "./batches.ts";
import { Blocks } from "./blocks.ts";
import { type Contradicted, orContradicted } from "./contradiction.ts";
import { Mempool, type Places } from "./mempool.ts";
import { Founding } from "./founding.ts";
import { Lookup } from "./external-only.ts";
import { LongReads } from "./long-reads.ts";
import type { Progress } from "./progress.ts";
import type { Rewards } from "./rewards.ts";
import { Miner } from "./mining.ts";
import { nonceSearch } from "./nonce-search.ts";
import type { Frame } from "./streaming.ts";
import type { Refusal } from "./shared-runs.ts";
import type { StoredVerdict, ValidateOptions } from "./validating.ts";
import { Registration } from "./registration.ts";
import type { AcceptResult, Description, MineResult, SubmitResult, WorkResult } from "./results.ts";
import type { Work } from "./submission.ts";
import { type Consistency, SignedTree } from "./signed-tree.ts";
import { Watchers } from "./watchers.ts";

/** How long after a record was accepted the alarm looks whether it still waits, in milliseconds. */
const ALARM_DELAY = 5_000;

/** How long the alarm waits where the stored blocks contradict what was signed: only an operator can mend that. */
const CONTRADICTED_DELAY = 60_000;

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
  readonly #tree: SignedTree;
  readonly #miner: Miner;
  readonly #registration: Registration;
  readonly #watchers: Watchers;
  readonly #alarms: AlarmSchedule;
  readonly #searchLimit: number | undefined;
  readonly #lookup: Lookup;
  readonly #batches = new Batches();
  readonly #reads: LongReads;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#alarms = new AlarmSchedule(ctx);
    this.#searchLimit = parseSearchLimit(env.MAX_SEARCH_DIFFICULTY);
    this.#blocks = new Blocks(ctx.storage.sql);
    this.#founding = new Founding(ctx, this.#blocks);
    this.#mempool = new Mempool(ctx.storage.sql);
    this.#tree = new SignedTree(ctx.storage, this.#founding, this.#blocks, new CheckpointSigners(env));
    this.#watchers = new Watchers(ctx, this.#blocks, (time) => this.#alarms.set("watchers", time));
    this.#alarms.recall("watchers", this.#watchers.nextSweep());
    const search = nonceSearch(env.NONCE_SEARCH);
    this.#miner = new Miner(ctx.storage, this.#founding, this.#blocks, this.#mempool, this.#tree, search, () =>
      this.#watchers.notify(),
    );
    this.#registration = new Registration(ctx.storage, this.#blocks, this.#mempool, this.#tree, this.#miner, () =>
      this.#startMining(),
    );
    this.#reads = new LongReads(this.#blocks, this.#tree);
    this.#lookup = new Lookup(this.#blocks, this.#mempool, this.#tree, this.#searchLimit);
    if (this.#isMiningDue()) this.#alarms.set("mining", Date.now() + ALARM_DELAY);
  }

  /**
   * Founds the ledger: fixes its puzzle and mines its genesis. It is safe to repeat.
   *
   * @param name under which it is served, and signs
   * @returns whether it was founded now, existed so already, or exists with another puzzle; `unsearchable` when the
   *   ledger does not search for proofs of the puzzle, and so for no genesis
   */
  async found(name: string, puzzle: Puzzle): Promise<"founded" | "exists" | "conflict" | "unsearchable"> {
    const { puzzle: existing, done } = this.#founding;
    const isSame = existing !== undefined && samePuzzle(existing, puzzle);
    // What nobody searches the genesis of never came to be: its name is free for another puzzle.
    const isTaken = existing !== undefined && (done || isSearched(existing, this.#searchLimit));
    if (isTaken && !isSame) return "conflict";
    if (done) return "exists";
    if (!isSearched(puzzle, this.#searchLimit)) return "unsearchable";
    if (!isSame) this.#founding.begin(name, puzzle);
    const genesis = this.#miner.genesis();
    this.#startMining();
    await genesis;
    return isSame ? "exists" : "founded";
  }

  /** The puzzle and the newest block; asked again and again while nothing is appended, it reads one block a second. */
  describe(): Description | undefined {
    const tip = this.#founding.done ? this.#blocks.keptTip() : undefined;
    return tip && { puzzle: puzzleOf(tip), tip };
  }

  /** The newest block's hash, by which a client that has the chain can tell whether it grew. */
  head(): string | undefined {
    return this.#founding.done ? this.#blocks.keptTip().hash : undefined;
  }

  /** The block at an index, from 1, or `null` where the chain has none. */
  block(index: number): Block | null | undefined {
    return this.#tip() && (this.#blocks.at(index) ?? null);
  }

  /**
   * The blocks from one index to another as JSON texts in a frame, streamed.
   *
   * @param caller the subject of the request's token
   */
  blocks(from: number, to: number, frame: Frame, caller: string): ReadableStream<Uint8Array> | Refusal {
    return this.#reads.stream(from, to, frame, caller);
  }

  /**
   * Re-hashes and checks every stored block, or those that are asked for, and the newest signed checkpoint.
   *
   * @param progress hears how far the check is, and may give it up
   * @param caller the subject of the request's token
   * @returns `null` when the chain does not have the block to begin with, or the check was given up
   */
  async validate(
    options: ValidateOptions = {},
    progress?: Progress,
    caller = "",
  ): Promise<StoredVerdict | Refusal | null | undefined> {
    return this.#founding.done ? this.#reads.check(options, progress, caller) : undefined;
  }

  async miners(): Promise<Rewards | Refusal | undefined> {
    return this.#tip() && this.#reads.rewards();
  }

  /**
   * Puts a record on the chain and waits for its block. It is safe to repeat: a record that is pending or mined is
   * not added again.
   *
   * @param minedBy who registers the record: the subject of the request's token
   */
  async mine(record: PatientRecord, minedBy: string): Promise<MineResult | Contradicted | undefined> {
    if (!this.#tip()) return undefined;
    return orContradicted(this.#isSearched() ? this.#registration.mine(record, minedBy) : this.#lookup.mine(record));
  }

  /** Puts records into the mempool, all that can be accepted or, when the storage fails, none. Safe to repeat. */
  accept(records: readonly PatientRecord[], minedBy: string): AcceptResult[] | undefined {
    if (!this.#tip()) return undefined;
    if (!this.#isSearched()) return records.map((record) => this.#lookup.accept(record));
    return this.#registration.accept(records, minedBy);
  }

  /** As {@link accept} piece by piece, so that others get their turn: when the storage fails, some may be accepted. */
  async acceptBatch(records: readonly PatientRecord[], minedBy: string): Promise<AcceptResult[] | Refusal | undefined> {
    return this.#tip() && this.#batches.answer(records, minedBy, (some) => this.accept(some, minedBy) ?? []);
  }

  /** What a miner outside needs to mine a record's block; nothing is stored. */
  work(record: PatientRecord, minedBy: string): WorkResult | undefined {
    const tip = this.#tip();
    return tip && this.#registration.work(tip, record, minedBy);
  }

  /** Checks the work of a miner outside and appends its block, if it is right and the tip is still the one. */
  async submit(record: PatientRecord, minedBy: string, work: Work): Promise<SubmitResult | Contradicted | undefined> {
    return this.#tip() && orContradicted(this.#registration.submit(record, minedBy, work));
  }

  /** Where a once accepted record is: its place in the line, its block's index, or `null` for an unknown id. */
  pending(id: string): { position: number } | { index: number } | null | undefined {
    if (!this.#tip()) return undefined;
    const position = this.#mempool.position(id);
    if (position !== undefined) return { position };
    const index = this.#mempool.minedIndex(id);
    return index === undefined ? null : { index };
  }

  /** The pending records, without what they say, and the age of the oldest in milliseconds. */
  mempool(): { places: Places; oldestAge: number | null } | undefined {
    if (!this.#tip()) return undefined;
    const oldest = this.#mempool.oldest();
    return { places: this.#mempool.places(), oldestAge: oldest ? Math.max(0, Date.now() - oldest.accepted_at) : null };
  }

  /** The newest signed checkpoint, or the newest that so many witnesses have cosigned; `null` where there is none. */
  async checkpoint(cosignatures: number): Promise<string | Contradicted | null | undefined> {
    return this.#tip() && ((await orContradicted(this.#tree.checkpoint(cosignatures))) ?? null);
  }

  /** What proves that a block stands in the tree, the newest or that of a size; `null` where it does not. */
  async receipt(index: number, size?: number): Promise<Receipt | Contradicted | null | undefined> {
    return this.#tip() && ((await orContradicted(this.#tree.receipt(index, size))) ?? null);
  }

  /** What proves that one tree begins with another; `null` where the ledger does not have so many blocks. */
  async consistency(from: number, to: number): Promise<Consistency | null | undefined> {
    return this.#tip() && ((await this.#tree.consistency(from, to)) ?? null);
  }

  /** The hashes of a tile of the tree; `null` where the ledger does not have so many blocks. */
  async tile(level: number, index: number, width: number): Promise<Hash[] | null | undefined> {
    return this.#tip() && ((await this.#tree.tile(level, index, width)) ?? null);
  }

  /**
   * Keeps a witness's cosignatures.
   *
   * @returns how many witnesses have cosigned the checkpoint; `null` where the ledger never was in that state, and a
   *   text that says why when it is no checkpoint of this ledger
   */
  async cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<number | string | null | undefined> {
    if (!this.#tip()) return undefined;
    try {
      return (await this.#tree.cosign(signed, witnesses)) ?? null;
    } catch (error) {
      if (error instanceof Malformed) return error.message;
      throw error;
    }
  }

  /**
   * Opens a WebSocket for `?caller=<subject>&from=<index>&expires=<milliseconds since 1970>`; sockets cannot pass through
   * RPC. Where none is opened, the answer's body says why.
   */
  override fetch(request: Request): Response {
    const query = new URL(request.url).searchParams;
    const from = query.get("from");
    const subject = query.get("caller") ?? "";
    const socket = this.#watchers.add(subject, from === null ? undefined : Number(from), Number(query.get("expires")));
    if (typeof socket === "string") return new Response(socket satisfies Refusal, { status: 503 });
    return new Response(null, { status: 101, webSocket: socket });
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
   * is mined already does nothing. What is to come again is planned first, and then worked on.
   *
   * The platform gives an alarm a fresh budget of CPU time, and 15 minutes: so it comes back every few seconds while
   * there is something to mine, rather than stay.
   */
  override async alarm(): Promise<void> {
    const due = this.#alarms.due(Date.now());
    this.#watchers.sweep();
    this.#watchers.planSweep();
    if (!due.has("mining") || !this.#isMiningDue()) return;
    this.#alarms.set("mining", Date.now() + ALARM_DELAY);
    await Promise.race([this.#run(), scheduler.wait(ALARM_DELAY)]);
  }

  /** Mines what waits. Where nothing may be mined, the alarm comes back later than it would to mine. */
  async #run(): Promise<void> {
    const outcome = await orContradicted(this.#miner.run());
    if (outcome) this.#alarms.set("mining", Date.now() + CONTRADICTED_DELAY);
  }

  /** The newest block, or nothing when the ledger does not exist. */
  #tip(): Block | undefined {
    return this.#founding.done ? this.#blocks.newest() : undefined;
  }

  #startMining(): void {
    // In the same turn as what is to be mined was stored: both are committed, or neither is.
    this.#alarms.setBy("mining", Date.now() + ALARM_DELAY);
    // Whoever waits for a block hears of a failure there, and the alarm repeats the run.
    this.#run().catch(() => undefined);
  }

  /** Whether genesis or a pending record waits to be mined here. */
  #isMiningDue(): boolean {
    return this.#isSearched() && (!this.#founding.done || this.#mempool.oldest() !== undefined);
  }

  /** Whether the ledger searches for proofs of its puzzle itself. */
  #isSearched(): boolean {
    const { puzzle } = this.#founding;
    return puzzle !== undefined && isSearched(puzzle, this.#searchLimit);
  }
}
