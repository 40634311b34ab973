import { DurableObject } from "cloudflare:workers";
import type { Block } from "../chain/block.ts";
import type { SealedBlock } from "../chain/sealed/header.ts";
import { type Puzzle, puzzleOf, samePuzzle } from "../chain/puzzle.ts";
import type { PatientRecord } from "../chain/record.ts";
import { type VerifierKey } from "../evidence/note.ts";
import { Malformed } from "../chain/malformed.ts";
import type { Receipt } from "../evidence/receipt.ts";
import { isSearched, parseSearchLimit } from "../mining/search-limit.ts";
import { CheckpointSigners } from "./signing/checkpoint-signers.ts";
import { AlarmSchedule } from "./alarm-schedule.ts";
import type { Answer, Limited } from "./answer.ts";
import { BackgroundCheck } from "./reading/background-check.ts";
import { Batches } from "./mining/batches.ts";
import { Blocks } from "./store/blocks.ts";
import { haltOf } from "./contradiction.ts";
import { Mempool, type Places } from "./store/mempool.ts";
import { Creation } from "./creation.ts";
import { ExternalOnlyRecords } from "./mining/external-only.ts";
import { LedgerIdentity } from "./signing/identity.ts";
import { KnownFault } from "./signing/known-fault.ts";
import { Checks } from "./reading/checks.ts";
import { LongReads } from "./reading/long-reads.ts";
import type { ProgressListener } from "./reading/validation-progress.ts";
import type { Rewards } from "./reading/rewards.ts";
import { Miner } from "./mining/miner.ts";
import { nonceSearch } from "./mining/chosen-search.ts";
import type { Frame } from "./reading/streaming.ts";
import type { Refusal } from "./sharing/shared-runs.ts";
import type { StoredVerdict, ValidateOptions } from "./reading/verdict.ts";
import { Registration } from "./mining/registration.ts";
import type {
  AcceptResult,
  CosignResult,
  Description,
  CreateResult,
  MineResult,
  SubmitResult,
  Whereabouts,
  WorkResult,
  Reader,
  RecordKind,
  RecordProof,
  RecordResult,
  RecordView,
  SearchTerm,
  SubmitHeaderResult,
  SubmittedHeader,
} from "./results.ts";
import { within } from "./time-limit.ts";
import type { SubmittedWork } from "./mining/submission.ts";
import { type Consistency, SignedTree } from "./signing/signed-tree.ts";
import { noteArrival } from "./sharing/turns.ts";
import type { Shared } from "./parts.ts";
import { Watchers } from "./reading/watchers.ts";

/** How long a request that creates a ledger waits for genesis, in milliseconds. */
const GENESIS_WAIT_LIMIT = 90_000;

/**
 * The single authority over one chain. It runs on one thread, in one place, with its own database, so the chain cannot
 * fork: concurrent requests queue in the mempool and are mined one after another.
 *
 * Until the ledger exists, every method returns `no-ledger` and stores nothing. The exceptions are `create`, and
 * `fetch`, which callers use only after another method has succeeded.
 */
export class Ledger extends DurableObject {
  readonly #shared: Shared;
  readonly #searchLimit: number | undefined;
  readonly #watchers: Watchers;
  readonly #miner: Miner;
  readonly #registration: Registration;
  readonly #externalOnly: ExternalOnlyRecords;
  readonly #batches = new Batches();
  readonly #reads: LongReads;
  readonly #checks: Checks;
  readonly #backgroundCheck: BackgroundCheck;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    const { storage } = ctx;
    const alarms = new AlarmSchedule(ctx);
    const blocks = new Blocks(storage.sql);
    const knownFault = new KnownFault(storage);
    const tree = new SignedTree({
      storage,
      blocks,
      knownFault,
      identity: new LedgerIdentity(ctx, env),
      signers: new CheckpointSigners(env),
    });
    const creation = new Creation(ctx, blocks);
    const shared = { storage, creation, blocks, mempool: new Mempool(storage.sql), tree, alarms };
    this.#shared = shared;
    this.#searchLimit = parseSearchLimit(env.MAX_SEARCH_DIFFICULTY);
    this.#watchers = new Watchers(ctx, blocks, alarms);
    this.#miner = new Miner(shared, {
      search: nonceSearch(env.NONCE_SEARCH),
      searchLimit: this.#searchLimit,
      watchers: this.#watchers,
    });
    this.#registration = new Registration(shared, this.#miner);
    this.#externalOnly = new ExternalOnlyRecords(shared, this.#searchLimit);
    this.#reads = new LongReads(blocks);
    this.#checks = new Checks(shared, knownFault, this.#miner);
    this.#backgroundCheck = new BackgroundCheck(shared, this.#checks);
    this.#backgroundCheck.plan();
    this.#miner.recall();
  }

  /** Creates the ledger: fixes its puzzle and mines genesis. Safe to repeat. */
  async create(puzzle: Puzzle, records: RecordKind = "plain"): Promise<CreateResult> {
    if (records === "sealed") return "record-key-missing";
    noteArrival();
    const { creation } = this.#shared;
    const { puzzle: existing, done } = creation;
    const isSame = existing !== undefined && samePuzzle(existing, puzzle);
    // If genesis is not mined yet and the ledger does not search its puzzle, it never will be: the name is free.
    const isTaken = existing !== undefined && (done || isSearched(existing, this.#searchLimit));
    if (isTaken && !isSame) return "conflict";
    if (done) return "exists";
    if (!isSearched(puzzle, this.#searchLimit)) return "unsearchable";
    if (!isSame) creation.begin(puzzle);
    const genesis = this.#miner.genesis();
    this.#miner.start();
    if (!(await within(GENESIS_WAIT_LIMIT, genesis))) return "pending";
    this.#backgroundCheck.plan();
    return isSame ? "exists" : "created";
  }

  /**
   * The puzzle and the newest block. However often it is called, it reads one block a second while none is appended.
   */
  describe(): Promise<Answer<Description>> {
    return this.#answer(() => {
      const tip = this.#shared.blocks.cachedTip();
      return { puzzle: puzzleOf(tip), records: "plain" as const, tip };
    });
  }

  /** The newest block's hash, which tells a client that has the chain whether it has grown. */
  head(): Promise<Answer<string>> {
    return this.#answer(() => this.#shared.blocks.cachedTip().hash);
  }

  /** The block at an index, from 1; `undefined` if the chain has no such block. */
  block(index: number): Promise<Answer<Block | SealedBlock | undefined>> {
    return this.#answer(() => this.#shared.blocks.at(index));
  }

  /**
   * Streams the blocks from one index to another, inclusive, as JSON texts in a frame.
   *
   * @param caller the subject of the request's token
   */
  blocks(
    from: number,
    to: number,
    frame: Frame,
    caller: string,
    entries = true,
  ): Promise<Answer<ReadableStream<Uint8Array>>> {
    void entries;
    return this.#share("streams", () => this.#reads.stream(from, to, frame, caller));
  }

  /**
   * Rehashes and checks every stored block, or the requested ones, and the newest signed checkpoint.
   *
   * @param progress is called as the check proceeds, and can cancel it
   * @param caller the subject of the request's token
   * @returns `undefined` if the chain does not have the first requested block, or the check was cancelled
   */
  validate(
    asked: ValidateOptions & { readonly open?: boolean } = {},
    progress?: ProgressListener,
    caller = "",
  ): Promise<Answer<StoredVerdict | undefined>> {
    return this.#share("checks", () => this.#checks.asked(asked, progress, caller));
  }

  miners(): Promise<Answer<Rewards>> {
    return this.#answer(() => this.#reads.rewards());
  }

  /**
   * Puts a record on the chain and waits for its block. Safe to repeat: a record that is pending or mined is not added
   * again.
   *
   * @param minedBy who registers the record: the subject of the request's token
   */
  mine(record: PatientRecord, minedBy: string): Promise<Answer<MineResult>> {
    return this.#answer(() =>
      this.#miner.searches ? this.#registration.mine(record, minedBy) : this.#externalOnly.mine(record),
    );
  }

  /**
   * Adds to the mempool all records that can be accepted. It works in pieces so that other requests can run in between,
   * so if the storage fails, some records may already have been accepted. Safe to repeat.
   */
  accept(records: readonly PatientRecord[], minedBy: string): Promise<Answer<AcceptResult[]>> {
    return this.#share("batches", async () => {
      await this.#shared.tree.requireAgreement();
      return this.#batches.answer(records, minedBy, (some) =>
        this.#miner.searches
          ? this.#registration.accept(some, minedBy)
          : some.map((record) => this.#externalOnly.accept(record)),
      );
    });
  }

  /** What an external miner needs to mine a record's block. Stores nothing. */
  work(record: PatientRecord | undefined, minedBy: string): Promise<Answer<WorkResult>> {
    return this.#answer(() =>
      record ? this.#registration.work(record, minedBy) : { outcome: "record-needed" as const },
    );
  }

  submitHeader(header: SubmittedHeader, minedBy: string): Promise<Answer<SubmitHeaderResult>> {
    return this.#answer(() => Promise.reject(new Error(`${header.last_entry} ${minedBy}`)));
  }

  record(number: number, reader: Reader): Promise<Answer<RecordResult<RecordView>>> {
    return this.#answer(() => Promise.reject(new Error(`${number} ${reader.subject}`)));
  }

  search(term: SearchTerm, reader: Reader): Promise<Answer<RecordResult<readonly RecordView[]>>> {
    return this.#answer(() => Promise.reject(new Error(`${Object.keys(term).length} ${reader.subject}`)));
  }

  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<Answer<RecordResult<RecordProof>>> {
    return this.#answer(() => Promise.reject(new Error(`${number} ${disclosed.length} ${reader.subject}`)));
  }

  pageEnd(from: number, limit: number, entries: boolean): Promise<Answer<number>> {
    return this.#answer(() => Promise.reject(new Error(`${from} ${limit} ${entries}`)));
  }

  blockText(index: number): Promise<Answer<string | undefined>> {
    return this.#answer(() => Promise.reject(new Error(`${index}`)));
  }

  /** Checks the work of an external miner and appends its block if the work is correct and for the current tip. */
  submit(record: PatientRecord, minedBy: string, work: SubmittedWork): Promise<Answer<SubmitResult>> {
    return this.#answer(() => this.#registration.submit(record, minedBy, work));
  }

  /** Where an accepted record is now; `undefined` for an unknown id. */
  pending(id: string): Promise<Answer<Whereabouts | undefined>> {
    return this.#answer(() => {
      const position = this.#shared.mempool.position(id);
      if (position !== undefined) return { position };
      const index = this.#shared.mempool.minedIndex(id);
      return index === undefined ? undefined : { index };
    });
  }

  /**
   * The ids and positions of the pending records, but not their contents, and the age of the oldest in milliseconds.
   */
  mempool(): Promise<Answer<{ places: Places; oldestAge: number | null }>> {
    return this.#answer(() => {
      const oldest = this.#shared.mempool.oldest();
      const oldestAge = oldest ? Math.max(0, Date.now() - oldest.accepted_at) : null;
      return { places: this.#shared.mempool.places(), oldestAge };
    });
  }

  /** The newest signed checkpoint with at least `cosignatures` cosignatures; `undefined` if there is none. */
  checkpoint(cosignatures: number): Promise<Answer<string | undefined>> {
    return this.#answer(() => this.#shared.tree.checkpoint(cosignatures));
  }

  /** Proof that a block is in the newest tree, or in the tree of a given size; `undefined` if it is not. */
  receipt(index: number, size?: number): Promise<Answer<Receipt | undefined>> {
    return this.#answer(() => this.#shared.tree.receipt(index, size));
  }

  /** Proof that the tree of size `to` extends that of size `from`; `undefined` if the ledger has too few blocks. */
  consistency(from: number, to: number): Promise<Answer<Consistency | undefined>> {
    return this.#answer(() => this.#shared.tree.consistency(from, to));
  }

  /** A tile of the tree; `undefined` if the ledger does not have enough blocks. */
  tile(level: number, index: number, width: number): Promise<Answer<Uint8Array<ArrayBuffer> | undefined>> {
    return this.#answer(() => this.#shared.tree.tile(level, index, width));
  }

  /** A bundle of the tree's entries; `undefined` if the ledger does not have enough blocks. */
  entries(index: number, width: number): Promise<Answer<Uint8Array<ArrayBuffer> | undefined>> {
    return this.#answer(() => this.#shared.tree.entries(index, width));
  }

  /** Stores the cosignatures of witnesses. */
  cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<Answer<CosignResult>> {
    return this.#answer(async () => {
      try {
        const cosigned = await this.#shared.tree.cosign(signed, witnesses);
        return cosigned ? { outcome: "cosigned", ...cosigned } : { outcome: "unknown-state" };
      } catch (error) {
        if (error instanceof Malformed) return { outcome: "malformed", reason: error.message };
        throw error;
      }
    });
  }

  /**
   * Opens a WebSocket for `?caller=<subject>&from=<index>&expires=<milliseconds since 1970>`. It is not an RPC method
   * because a socket cannot cross RPC. If no socket is opened, the response body says why.
   */
  override fetch(request: Request): Response {
    noteArrival();
    const query = new URL(request.url).searchParams;
    const from = query.get("from");
    const subject = query.get("caller") ?? "";
    const socket = this.#watchers.add(subject, from === null ? undefined : Number(from), Number(query.get("expires")));
    if (typeof socket === "string") return new Response(socket satisfies Refusal, { status: 503 });
    return new Response(null, { status: 101, webSocket: socket });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    noteArrival();
    this.#watchers.acknowledge(socket, message);
  }

  /** Answers a watcher's close frame; otherwise its client would keep waiting for the answer. */
  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  /**
   * Resumes the mining that a restart interrupted, runs the periodic check, and drops watchers whose time is up. The
   * platform delivers an alarm at least once, so all of this is safe to repeat. Mining and the check plan their
   * next alarm before they start, so a restart does not end them.
   */
  override async alarm(): Promise<void> {
    const now = Date.now();
    const due = this.#shared.alarms.due(now);
    this.#watchers.sweep();
    this.#watchers.planSweep();
    const mining = due.has("mining") ? this.#miner.onAlarm(now) : undefined;
    await Promise.all([mining, this.#backgroundCheck.onAlarm(now)]);
  }

  /** Runs the work of a method if the ledger exists. */
  #answer<Value>(work: () => Value | Promise<Value>): Promise<Answer<Value>> {
    return this.#attempt(async () => ({ outcome: "ok", value: await work() }));
  }

  /** Like {@link #answer}, for work that may be refused to a subject. */
  #share<Value extends object | undefined>(
    of: Limited,
    work: () => Value | Refusal | Promise<Value | Refusal>,
  ): Promise<Answer<Value>> {
    return this.#attempt(async () => {
      const value = await work();
      return typeof value === "string" ? { outcome: value, of } : { outcome: "ok", value };
    });
  }

  async #attempt<Value>(answer: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
    noteArrival();
    if (!this.#shared.creation.done) return { outcome: "no-ledger" };
    try {
      return await answer();
    } catch (error) {
      const halted = haltOf(error);
      if (halted) return halted;
      throw error;
    }
  }
}
