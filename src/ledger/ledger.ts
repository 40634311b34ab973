import { DurableObject } from "cloudflare:workers";
import { Malformed } from "../chain/text/malformed.ts";
import { type Puzzle, puzzleOf, samePuzzle } from "../chain/puzzle.ts";
import type { PatientRecord } from "../chain/records/record.ts";
import type { Authorship, AuthorPolicy } from "../chain/sealed/entry.ts";
import { type VerifierKey } from "../evidence/notes/note.ts";
import type { ReadReceipt } from "../evidence/receipts/read-receipt.ts";
import type { Receipt } from "../evidence/receipts/receipt.ts";
import { isSearched, parseSearchLimit } from "../mining/search-limit.ts";
import { AlarmSchedule } from "./alarm-schedule.ts";
import type { Answer, Limited } from "./answer.ts";
import { Contradiction, haltOf } from "./contradiction.ts";
import { Creation, sameAuthors } from "./creation.ts";
import { Deletion } from "./deletion.ts";
import type { LedgerKind, ObjectParts } from "./ledger-kind.ts";
import type {
  Enrolment,
  EnrolResult,
  KeyResult,
  KeysPage,
  KeysQuery,
  Revocation,
  RevokeResult,
} from "./key-results.ts";
import type { SubmittedWork } from "./mining/submission.ts";
import { PlainLedger } from "./plain/plain-ledger.ts";
import { BackgroundCheck } from "./reading/background-check.ts";
import { Checks } from "./reading/checks.ts";
import { LongReads } from "./reading/long-reads.ts";
import type { Rewards } from "./reading/rewards.ts";
import type { Frame } from "./reading/streaming.ts";
import type { ProgressListener } from "./reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "./reading/verdict.ts";
import type { ReadLog, ReadsQuery } from "./reads/read-log.ts";
import type {
  AcceptResult,
  CorrectResult,
  CosignResult,
  CreateResult,
  DeleteResult,
  Description,
  ErasureReason,
  ErasureView,
  EraseResult,
  ExpectedTags,
  HoldResult,
  MineResult,
  NotErasable,
  NotSignable,
  ReadAction,
  Reader,
  ReadsPage,
  RecordKind,
  RecordProof,
  RecordResult,
  RecordView,
  SearchResult,
  SearchTerm,
  SubmitHeaderResult,
  SubmitResult,
  SubmittedHeader,
  SubmittedRecord,
  Whereabouts,
  WorkResult,
} from "./results.ts";
import { preparePlain, prepareSealed } from "./sealed/accepting/preparation.ts";
import { SealedLedger } from "./sealed/sealed-ledger.ts";
import type { Refusal } from "./sharing/shared-runs.ts";
import { noteArrival } from "./sharing/turns.ts";
import { CheckpointSigners } from "./signing/checkpoint-signers.ts";
import { LedgerIdentity } from "./signing/identity.ts";
import { KnownFault } from "./signing/known-fault.ts";
import { SandboxNotes } from "./signing/sandbox-notes.ts";
import type { Consistency } from "./signing/signed-tree.ts";
import type { Places } from "./store/mempool.ts";
import { within } from "./time-limit.ts";

/** How long a request that creates a ledger waits for genesis, in milliseconds. */
const GENESIS_WAIT_LIMIT = 90_000;

/** What serves a ledger once its kind is known. */
interface Served {
  readonly kind: LedgerKind;
  readonly reads: LongReads;
  readonly checks: Checks;
  readonly backgroundCheck: BackgroundCheck;
}

/**
 * The single authority over one chain. It runs on one thread, in one place, with its own database, so the chain cannot
 * fork: concurrent requests queue and are mined one after another. What depends on whether its records are plain or
 * sealed is in `PlainLedger` and `SealedLedger`.
 *
 * Until the ledger exists, every method returns `no-ledger` and stores nothing. The exceptions are `create`, and
 * `fetch`, which callers use only after another method has succeeded. Once it was deleted, every method says so.
 */
export class Ledger extends DurableObject {
  readonly #parts: ObjectParts;
  readonly #searchLimit: number | undefined;
  readonly #deletion: Deletion;
  #served: Served | undefined;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    const identity = new LedgerIdentity(ctx, env);
    const signers = new CheckpointSigners(env);
    const sandboxNotes = new SandboxNotes(identity, signers);
    this.#parts = {
      ctx,
      env,
      alarms: new AlarmSchedule(ctx),
      creation: new Creation(ctx.storage, sandboxNotes),
      identity,
      signers,
      sandboxNotes,
      knownFault: new KnownFault(ctx.storage),
    };
    this.#searchLimit = parseSearchLimit(env.MAX_SEARCH_DIFFICULTY);
    this.#deletion = new Deletion(this.#parts);
    if (this.#deletion.hasTombstone) void ctx.blockConcurrencyWhile(() => this.#deletion.load());
    this.#served = this.#serve();
    this.#served?.backgroundCheck.plan();
  }

  /** Starts serving the kind of ledger that is stored; `undefined` if none is. */
  #serve(): Served | undefined {
    const { ctx, alarms, creation, knownFault } = this.#parts;
    const { puzzle, sealed } = creation;
    if (!puzzle) return undefined;
    const kind: LedgerKind =
      sealed && puzzle.puzzle === "block-hash"
        ? new SealedLedger(this.#parts, puzzle.difficulty)
        : new PlainLedger(this.#parts, puzzle);
    const checks = new Checks({
      knownFault,
      tree: kind.tree,
      validate: (options, progress) => kind.validate(options, progress),
      onRepaired: () => kind.startMining(),
    });
    const backgroundCheck = new BackgroundCheck({ storage: ctx.storage, creation, alarms }, checks);
    return { kind, reads: new LongReads(kind.blocks), checks, backgroundCheck };
  }

  /**
   * Creates the ledger: fixes its puzzle and how it holds records, and mines genesis. Safe to repeat.
   *
   * @param records a sealed ledger's puzzle must be `block-hash`
   * @param authors what a sealed ledger's founding says about authors; its keys must be usable ones
   * @param isSandbox whether it may be deleted
   */
  async create(
    puzzle: Puzzle,
    records: RecordKind = "plain",
    authors: AuthorPolicy = {},
    isSandbox = false,
  ): Promise<CreateResult> {
    noteArrival();
    const kind = this.#served?.kind;
    if (kind) await this.#deletion.settled(kind);
    try {
      return this.#notCreatable() ?? (await this.#create(puzzle, records, authors, isSandbox));
    } catch (error) {
      // A ledger that is deleted meanwhile fails in many ways.
      if (kind) await this.#deletion.settled(kind);
      const over = this.#notCreatable();
      if (over) return over;
      throw error;
    }
  }

  /** What a creation answers where a ledger was deleted. */
  #notCreatable(): CreateResult | undefined {
    const over = this.#deletion.over?.outcome;
    return over === undefined || over === "deleted" || over === "contradicted" ? over : "signing-key-missing";
  }

  async #create(puzzle: Puzzle, records: RecordKind, authors: AuthorPolicy, isSandbox: boolean): Promise<CreateResult> {
    const { creation, signers } = this.#parts;
    // A ledger that exists is what it can prove to be.
    const isExistingSandbox =
      creation.done && this.#served
        ? await this.#deletion.isCalledSandbox(this.#served.kind)
        : creation.sandbox !== undefined;
    const { puzzle: existing, done } = creation;
    const isSame =
      existing !== undefined &&
      samePuzzle(existing, puzzle) &&
      creation.records === records &&
      sameAuthors(creation.authors, authors) &&
      isSandbox === isExistingSandbox;
    // If genesis is not mined yet and the ledger does not search its puzzle, it never will be: the name is free.
    const isTaken = existing !== undefined && (done || isSearched(existing, this.#searchLimit));
    if (isTaken && !isSame) return "conflict";
    if (done) return "exists";
    if (!isSearched(puzzle, this.#searchLimit)) return "unsearchable";
    if (isSandbox && !signers.exist) return "signing-key-missing";
    if (!isSame) {
      const sealed = records === "sealed" ? await prepareSealed(this.#parts, authors) : await preparePlain(this.#parts);
      if (typeof sealed === "string") return sealed;
      // Another request may have begun the creation while the vault was made.
      if (creation.puzzle !== existing || this.#deletion.over) return this.create(puzzle, records, authors, isSandbox);
      creation.begin(puzzle, sealed, isSandbox);
      this.#served = this.#serve();
    }
    const served = this.#served;
    if (!served) throw new Error("the creation has begun, so the ledger's kind is known");
    const genesis = served.kind.genesis();
    served.kind.startMining();
    try {
      if (!(await within(GENESIS_WAIT_LIMIT, genesis))) return "pending";
    } catch (error) {
      const halted = haltOf(error)?.outcome;
      if (halted === "record-key-missing" || halted === "ledger-behind") return halted;
      if (halted === "key-missing") return "signing-key-missing";
      throw error;
    }
    served.backgroundCheck.plan();
    return isSame ? "exists" : "created";
  }

  /**
   * Deletes a sandbox for good: its name is never free again. If it is still being created, that is ended first: it would
   * come into being afterwards.
   *
   * @returns of two calls at the same time, one says that it has deleted the ledger, and the other that it was deleted
   */
  async delete(): Promise<Answer<DeleteResult>> {
    const { creation } = this.#parts;
    if (creation.sandbox !== undefined && !creation.done) await this.#genesisOrFault();
    return this.#attempt(async ({ kind }) => {
      if (!(await this.#deletion.isSandbox(kind))) return { outcome: "ok", value: "not-deletable" };
      return (await this.#deletion.run(kind)) ? { outcome: "ok", value: "deleted" } : { outcome: "deleted" };
    });
  }

  /** Waits for genesis, but neither long nor for one that fails. */
  async #genesisOrFault(): Promise<void> {
    if (this.#served) await within(GENESIS_WAIT_LIMIT, this.#served.kind.genesis()).catch(() => undefined);
  }

  /** Whether there is a ledger. Reads nothing of it, and does not wait for what it has yet to do. */
  exists(): Promise<Answer<true>> {
    return this.#attempt(async () => ({ outcome: "ok", value: true }));
  }

  /**
   * The puzzle, how records are held, and the newest block. However often it is called, it reads one block a second
   * while none is appended.
   */
  describe(): Promise<Answer<Description>> {
    return this.#read(async ({ kind }) => {
      const isSandbox = await this.#deletion.isCalledSandbox(kind);
      const tip = kind.tip() as Description["tip"];
      return { puzzle: puzzleOf(tip), records: this.#parts.creation.records, ...(isSandbox && { sandbox: true }), tip };
    });
  }

  /** What the founding says about the authors of records; on a plain ledger nothing. */
  authorPolicy(): Promise<Answer<AuthorPolicy>> {
    return this.#read(({ kind }) => kind.authorPolicy());
  }

  /** The newest block's hash, which tells a client that has the chain whether it has grown. */
  head(): Promise<Answer<string>> {
    return this.#read(({ kind }) => kind.tip().hash);
  }

  /** The block at an index, from 1, as JSON text; `undefined` if the chain has no such block. */
  blockText(index: number): Promise<Answer<string | undefined>> {
    return this.#read(({ kind }) => kind.blockText(index));
  }

  /**
   * Where a page of the chain ends: the index of its last block. A page of a sealed ledger has at most 1 MiB, unless its
   * first block alone is larger.
   *
   * @param from the index of the first block
   * @param limit the most blocks that the page may have
   * @param entries whether the page includes the entries of sealed blocks
   */
  pageEnd(from: number, limit: number, entries: boolean): Promise<Answer<number>> {
    return this.#read(({ kind }) => kind.pageEnd(from, limit, entries));
  }

  /**
   * Streams the blocks from one index to another, inclusive, as JSON texts in a frame.
   *
   * @param caller the subject of the request's token
   * @param entries whether to include the entries of sealed blocks
   */
  blocks(
    from: number,
    to: number,
    frame: Frame,
    caller: string,
    entries = true,
  ): Promise<Answer<ReadableStream<Uint8Array>>> {
    return this.#share("streams", async ({ kind, reads }) => {
      await kind.whenServable();
      return reads.stream(from, to, frame, caller, entries);
    });
  }

  /**
   * Rehashes and checks every stored block, or the requested ones, and the newest signed checkpoint. On a sealed ledger
   * it can also open every record.
   *
   * @param progress is called as the check proceeds, and can cancel it
   * @param caller the subject of the request's token
   * @param requestId for the log of reads
   * @returns `undefined` if the chain does not have the first requested block, or the check was cancelled
   */
  validate(
    asked: ValidateOptions = {},
    progress?: ProgressListener,
    caller = "",
    requestId = "",
  ): Promise<Answer<StoredVerdict | undefined>> {
    return this.#share("checks", async ({ kind, checks }) => {
      const contradiction = asked.open ? await this.#beforeOpeningAll(kind, caller, requestId) : undefined;
      // Nothing is opened on a chain that contradicts what was signed, but it has a fault, which is found all the same.
      const verdict = await checks.asked(contradiction ? { ...asked, open: false } : asked, progress, caller);
      const isFound = typeof verdict === "object" && !verdict.valid;
      if (contradiction && !isFound) throw contradiction;
      await kind.whenServable();
      return verdict;
    });
  }

  /** The rewards of all miners. */
  miners(): Promise<Answer<Rewards>> {
    return this.#read(({ reads }) => reads.rewards());
  }

  /**
   * Puts a record on the chain and waits for its block. Safe to repeat: a record that is pending or mined is not added
   * again.
   *
   * @param minedBy who registers the record: the subject of the request's token
   * @param requestId for the log of reads
   */
  mine(record: SubmittedRecord, minedBy: string, requestId = ""): Promise<Answer<MineResult>> {
    return this.#attempt(async ({ kind }) => {
      await kind.requireUsable();
      const value = await kind.mine(record, minedBy, requestId);
      await kind.whenServable();
      return value.outcome === "share-used" ? { outcome: "share-used", of: "conflicts" } : { outcome: "ok", value };
    });
  }

  /**
   * Accepts all records that can be accepted, to be mined at once or later. It works in pieces so that other requests
   * can run in between, so if the storage fails, some records may already have been accepted. Safe to repeat.
   */
  accept(records: readonly SubmittedRecord[], minedBy: string, requestId = ""): Promise<Answer<AcceptResult[]>> {
    return this.#share("batches", async ({ kind }) => {
      await kind.requireUsable();
      return kind.accept(records, minedBy, requestId);
    });
  }

  /**
   * What an external miner needs to mine the next block. It stores no record.
   *
   * @param record the record to mine on a plain ledger; a sealed one gives work on the records that are waiting
   */
  work(record: PatientRecord | undefined, minedBy: string): Promise<Answer<WorkResult>> {
    return this.#use(({ kind }) => kind.work(record, minedBy));
  }

  /** Checks the work of an external miner and appends its block if the work is correct and for the current tip. */
  submit(record: PatientRecord, minedBy: string, work: SubmittedWork): Promise<Answer<SubmitResult>> {
    return this.#use(({ kind }) => kind.submit(record, minedBy, work));
  }

  /** Does the same for a header that was mined on a sealed ledger. */
  submitHeader(header: SubmittedHeader, minedBy: string): Promise<Answer<SubmitHeaderResult>> {
    return this.#use(({ kind }) => kind.submitHeader(header, minedBy));
  }

  /** Where an accepted record is now; `undefined` for an unknown id. */
  pending(id: string): Promise<Answer<Whereabouts | undefined>> {
    return this.#read(({ kind }) => kind.pending(id));
  }

  /**
   * The ids, positions and ages of the pending records, but not their contents, and the age of the oldest in milliseconds.
   */
  mempool(): Promise<Answer<{ places: Places; oldestAge: number | null }>> {
    return this.#read(({ kind }) => kind.mempool());
  }

  /** A record, opened for those who may read it. */
  record(number: number, reader: Reader): Promise<Answer<RecordResult<RecordView>>> {
    return this.#use(({ kind }) => kind.record(number, reader));
  }

  /** The current versions of the records with a registration number or of a patient. */
  search(term: SearchTerm, reader: Reader): Promise<Answer<RecordResult<SearchResult>>> {
    return this.#share("searches", async ({ kind }) => {
      await kind.requireUsable();
      const result = await kind.search(term, reader);
      await kind.whenServable();
      return result;
    });
  }

  /**
   * Proof that a record is on the chain.
   *
   * @param disclosed the fields that the proof discloses; a plain ledger's always discloses all
   */
  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<Answer<RecordResult<RecordProof>>> {
    return this.#use(({ kind }) => kind.recordProof(number, disclosed, reader));
  }

  /** All versions of a record that the reader may see, oldest first. */
  versions(number: number, reader: Reader): Promise<Answer<RecordResult<readonly RecordView[]>>> {
    return this.#use(({ kind }) => kind.versions(number, reader));
  }

  /**
   * Replaces a record with a new version, and waits for its block.
   *
   * @param number the number of the current version
   * @param expected the tags that the client expects it to have
   */
  correct(
    number: number,
    expected: ExpectedTags,
    record: SubmittedRecord,
    reader: Reader,
  ): Promise<Answer<CorrectResult>> {
    return this.#attempt(async ({ kind }) => {
      await kind.requireUsable();
      const value = await kind.correct(number, expected, record, reader);
      await kind.whenServable();
      return value.outcome === "share-used" ? { outcome: "share-used", of: "conflicts" } : { outcome: "ok", value };
    });
  }

  /**
   * Erases all versions of a record, or the subject of a key. Safe to repeat.
   *
   * @param number of any version of a record, or of the entry that enrolled a key
   * @param authorship if an author signed the erasure's entry, which then must erase the current version
   */
  erase(number: number, reason: ErasureReason, reader: Reader, authorship?: Authorship): Promise<Answer<EraseResult>> {
    return this.#use(({ kind }) => kind.erase(number, reason, reader, authorship));
  }

  /** How far the erasure of a record is; `none` if nobody has asked for it. */
  erasure(number: number, reader: Reader): Promise<Answer<RecordResult<ErasureView> | NotErasable>> {
    return this.#use(({ kind }) => kind.erasure(number, reader));
  }

  /**
   * Holds a record against erasure, or ends the hold. Safe to repeat.
   *
   * @param isHeld whether the record is to be held
   */
  hold(number: number, isHeld: boolean, reader: Reader): Promise<Answer<HoldResult>> {
    return this.#use(({ kind }) => kind.hold(number, isHeld, reader));
  }

  /** Enrols an author's key, and waits for its block. Safe to repeat. */
  enrol(enrolment: Enrolment, reader: Reader): Promise<Answer<EnrolResult>> {
    return this.#use(({ kind }) => kind.enrol(enrolment, reader));
  }

  /** Revokes an author's key, and waits for the block. Safe to repeat. */
  revoke(thumbprint: string, revocation: Revocation, reader: Reader): Promise<Answer<RevokeResult>> {
    return this.#use(({ kind }) => kind.revoke(thumbprint, revocation, reader));
  }

  /** A page of the authors' keys, in the order of their enrolment. */
  keys(query: KeysQuery, reader: Reader): Promise<Answer<KeysPage | NotSignable>> {
    return this.#use(({ kind }) => kind.keys(query, reader));
  }

  /** An author's key. */
  key(thumbprint: string, reader: Reader): Promise<Answer<KeyResult>> {
    return this.#use(({ kind }) => kind.key(thumbprint, reader));
  }

  /**
   * Logs that a request was denied because of its token's scopes. A plain ledger keeps no log.
   *
   * @param number the number of the record; `null` if the request names none
   */
  denied(action: ReadAction, number: number | null, reader: Pick<Reader, "subject" | "requestId">) {
    return this.#use(async ({ kind }): Promise<null> => {
      const { subject: who, requestId } = reader;
      await kind.readLog?.note([{ who, action, record: number, requestId, granted: false }]);
      return null;
    });
  }

  /** A page of the log of reads, oldest first. */
  reads(query: ReadsQuery): Promise<Answer<ReadsPage | "no-log">> {
    return this.#useLog((log) => log.page(query));
  }

  /** Like {@link checkpoint}, of the log of reads; `no-log` on a plain ledger. */
  readsCheckpoint(cosignatures: number): Promise<Answer<string | undefined>> {
    return this.#useLog((log) => log.checkpoint(cosignatures));
  }

  /** Proof that an entry is in the log of reads; `undefined` if there is no such entry. */
  readsProof(number: number): Promise<Answer<ReadReceipt | undefined | "no-log">> {
    return this.#useLog((log) => log.proof(number));
  }

  /** Like {@link consistency}, of the log of reads. */
  readsConsistency(from: number, to: number): Promise<Answer<Consistency | undefined | "no-log">> {
    return this.#useLog((log) => log.consistency(from, to));
  }

  /** Like {@link cosign}, of the log of reads. */
  cosignReads(signed: string, witnesses: readonly VerifierKey[]): Promise<Answer<CosignResult | "no-log">> {
    return this.#useLog((log) => log.cosign(signed, witnesses));
  }

  /** The newest signed checkpoint with at least `cosignatures` cosignatures; `undefined` if there is none. */
  checkpoint(cosignatures: number): Promise<Answer<string | undefined>> {
    return this.#use(({ kind }) => kind.tree.checkpoint(cosignatures));
  }

  /** Proof that a block is in the newest tree, or in the tree of a given size; `undefined` if it is not. */
  receipt(index: number, size?: number): Promise<Answer<Receipt | undefined>> {
    return this.#use(({ kind }) => kind.tree.receipt(index, size));
  }

  /** Proof that the tree of size `to` extends that of size `from`; `undefined` if the ledger has too few blocks. */
  consistency(from: number, to: number): Promise<Answer<Consistency | undefined>> {
    return this.#use(({ kind }) => kind.tree.consistency(from, to));
  }

  /** A tile of the tree; `undefined` if the ledger does not have enough blocks. */
  tile(level: number, index: number, width: number): Promise<Answer<Uint8Array<ArrayBuffer> | undefined>> {
    return this.#use(({ kind }) => kind.tree.tile(level, index, width));
  }

  /** A bundle of the tree's entries; `undefined` if the ledger does not have enough blocks. */
  entries(index: number, width: number): Promise<Answer<Uint8Array<ArrayBuffer> | undefined>> {
    return this.#use(({ kind }) => kind.tree.entries(index, width));
  }

  /** Stores the cosignatures of witnesses. */
  cosign(signed: string, witnesses: readonly VerifierKey[]): Promise<Answer<CosignResult>> {
    return this.#use(async ({ kind }) => {
      try {
        const cosigned = await kind.tree.cosign(signed, witnesses);
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
    if (this.#deletion.over) return new Response(this.#deletion.over.outcome, { status: 410 });
    const query = new URL(request.url).searchParams;
    const from = query.get("from");
    const subject = query.get("caller") ?? "";
    const watchers = this.#served?.kind.watchers;
    const next = from === null ? undefined : Number(from);
    const socket = watchers?.add(subject, next, Number(query.get("expires"))) ?? ("busy" satisfies Refusal);
    if (typeof socket === "string") return new Response(socket, { status: 503 });
    return new Response(null, { status: 101, webSocket: socket });
  }

  /** Drops the watchers of subjects whose tokens were withdrawn. */
  dismiss(subjects: readonly string[]): void {
    noteArrival();
    this.#served?.kind.watchers.dismissSubjects(subjects);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    noteArrival();
    this.#served?.kind.watchers.acknowledge(socket, message);
  }

  /** Answers a watcher's close frame; otherwise its client would keep waiting for the answer. */
  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  /**
   * Resumes the mining and the erasures that a restart interrupted, runs the periodic check, and drops watchers whose
   * time is up. The platform delivers an alarm at least once, so all of this is safe to repeat. Mining, erasing and the
   * check plan their next alarm before they start, so a restart does not end them.
   */
  override async alarm(): Promise<void> {
    const now = Date.now();
    const due = this.#parts.alarms.due(now);
    if (!this.#served) return;
    if (due.has("deleting")) await this.#deletion.settled(this.#served.kind);
    if (this.#deletion.over) return;
    const { kind, backgroundCheck } = this.#served;
    kind.watchers.sweep();
    kind.watchers.planSweep();
    const mining = due.has("mining") ? kind.onMiningAlarm(now) : undefined;
    const erasing = due.has("erasing") ? kind.onErasureAlarm(now) : undefined;
    await Promise.all([mining, erasing, backgroundCheck.onAlarm(now)]);
  }

  /**
   * Logs that all records are going to be opened.
   *
   * @returns why they must not be, if the stored chain contradicts what was signed
   */
  async #beforeOpeningAll(kind: LedgerKind, who: string, requestId: string): Promise<Contradiction | undefined> {
    try {
      await kind.requireUsable();
      await kind.readLog?.note([{ who, action: "open-all", record: null, requestId, granted: true }]);
      return undefined;
    } catch (error) {
      if (error instanceof Contradiction) return error;
      throw error;
    }
  }

  /** Runs work that only reads the chain, if the ledger exists, and answers once all that was read may be served. */
  #read<Value>(work: (served: Served) => Value | Promise<Value>): Promise<Answer<Value>> {
    return this.#attempt(async (served) => {
      const value = await work(served);
      await served.kind.whenServable();
      return { outcome: "ok", value };
    });
  }

  /** Like {@link #read}, for work that signs or opens something. */
  #use<Value>(work: (served: Served) => Value | Promise<Value>): Promise<Answer<Value>> {
    return this.#attempt(async (served) => {
      await served.kind.requireUsable();
      const value = await work(served);
      await served.kind.whenServable();
      return { outcome: "ok", value };
    });
  }

  /** Runs work on the log of reads, which a plain ledger does not keep. */
  #useLog<Value>(work: (log: ReadLog) => Promise<Value>): Promise<Answer<Value | "no-log">> {
    return this.#use(async ({ kind }): Promise<Value | "no-log"> => (kind.readLog ? work(kind.readLog) : "no-log"));
  }

  /** Runs work that may be refused to a subject. */
  #share<Value extends object | undefined>(
    of: Limited,
    work: (served: Served) => Promise<Value | Refusal>,
  ): Promise<Answer<Value>> {
    return this.#attempt(async (served) => {
      const value = await work(served);
      return typeof value === "string" ? { outcome: value, of } : { outcome: "ok", value };
    });
  }

  async #attempt<Value>(answer: (served: Served) => Promise<Answer<Value>>): Promise<Answer<Value>> {
    noteArrival();
    const served = this.#served;
    if (served) await this.#deletion.settled(served.kind);
    if (this.#deletion.over) return this.#deletion.over;
    const { creation } = this.#parts;
    if (!creation.done || !served) return { outcome: "no-ledger" };
    try {
      const answered = await answer(served);
      return answered.outcome === "ok" && creation.sandbox !== undefined
        ? { ...answered, isDeletable: true }
        : answered;
    } catch (error) {
      // A ledger that is deleted meanwhile fails in many ways.
      await this.#deletion.settled(served.kind);
      if (this.#deletion.over) return this.#deletion.over;
      const halted = haltOf(error);
      if (halted) return halted;
      throw error;
    }
  }
}
