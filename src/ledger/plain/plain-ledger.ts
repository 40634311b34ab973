import type { Block } from "../../chain/block.ts";
import type { Puzzle } from "../../chain/puzzle.ts";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { AuthorPolicy } from "../../chain/sealed/entry.ts";
import { parseSearchLimit } from "../../mining/search-limit.ts";
import type { LedgerKind, ObjectParts } from "../ledger-kind.ts";
import { Batches } from "../mining/batches.ts";
import { nonceSearch } from "../mining/chosen-search.ts";
import { ExternalOnlyRecords } from "../mining/external-only.ts";
import { Miner } from "../mining/miner.ts";
import { Registration } from "../mining/registration.ts";
import type { SubmittedWork } from "../mining/submission.ts";
import type { Shared } from "../parts.ts";
import { PlainCheck } from "../reading/plain-check.ts";
import { validateStored } from "../reading/validating.ts";
import type { ProgressListener } from "../reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/verdict.ts";
import { Watchers } from "../reading/watchers.ts";
import type {
  AcceptResult,
  CorrectResult,
  EraseResult,
  ExpectedTags,
  HoldResult,
  MineResult,
  NotErasable,
  NotSignable,
  Reader,
  RecordProof,
  RecordResult,
  RecordView,
  SearchResult,
  SearchTerm,
  SubmitHeaderResult,
  SubmitResult,
  SubmittedRecord,
  Whereabouts,
  WorkResult,
} from "../results.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { SignedTree } from "../signing/signed-tree.ts";
import { Blocks } from "../store/blocks.ts";
import { Mempool, type Places } from "../store/mempool.ts";
import { PlainCorrections } from "./plain-corrections.ts";
import { PlainRecords } from "./plain-records.ts";

/** How many records of a batch are accepted in one turn. */
const RECORDS_AT_ONCE = 250;

const NOT_SIGNABLE: NotSignable = { outcome: "not-signable" };

/** A ledger whose blocks hold one readable record each (the paper's section 3). */
export class PlainLedger implements LedgerKind {
  readonly blocks: Blocks;
  readonly tree: SignedTree;
  readonly watchers: Watchers;
  readonly #shared: Shared;
  readonly #puzzle: Puzzle;
  readonly #miner: Miner;
  readonly #registration: Registration;
  readonly #externalOnly: ExternalOnlyRecords;
  readonly #corrections: PlainCorrections;
  readonly #batches = new Batches(RECORDS_AT_ONCE);
  readonly #records: PlainRecords;

  /** @param puzzle the puzzle that the ledger was created with */
  constructor({ ctx, env, alarms, creation, ...signing }: ObjectParts, puzzle: Puzzle) {
    const { storage } = ctx;
    this.#puzzle = puzzle;
    this.blocks = new Blocks(storage.sql);
    this.tree = new SignedTree({ storage, leaves: this.blocks, ...signing });
    this.watchers = new Watchers(ctx, this.blocks, alarms);
    const mempool = new Mempool(storage.sql);
    this.#shared = { storage, creation, blocks: this.blocks, mempool, tree: this.tree, alarms };
    const searchLimit = parseSearchLimit(env.MAX_SEARCH_DIFFICULTY);
    const search = nonceSearch(env.NONCE_SEARCH);
    this.#miner = new Miner(this.#shared, { search, searchLimit, watchers: this.watchers });
    this.#registration = new Registration(this.#shared, this.#miner);
    this.#externalOnly = new ExternalOnlyRecords(this.#shared, searchLimit);
    this.#corrections = new PlainCorrections(this.#shared, this.#miner, searchLimit);
    this.#records = new PlainRecords(this.blocks, this.tree);
    this.#miner.recall();
  }

  /** Everything that is stored is complete. */
  async whenServable(): Promise<void> {}

  /** The methods that sign or mine check this themselves. */
  async requireUsable(): Promise<void> {}

  genesis(): Promise<Block> {
    return this.#miner.genesis();
  }

  startMining(): void {
    this.#miner.start();
  }

  onMiningAlarm(now: number): Promise<void> | undefined {
    return this.#miner.onAlarm(now);
  }

  /** Nothing is ever erased. */
  onErasureAlarm(): undefined {}

  tip(): Block {
    return this.blocks.cachedTip();
  }

  blockText(index: number): string | undefined {
    return this.blocks.texts(index, index)[0]?.[1];
  }

  pageEnd(from: number, limit: number): number {
    return Math.min(this.blocks.length(), from + limit - 1);
  }

  validate(options: ValidateOptions, progress?: ProgressListener): Promise<StoredVerdict | undefined> {
    const begin = (scope: ConstructorParameters<typeof PlainCheck>[2]) =>
      new PlainCheck(this.blocks, this.#puzzle, scope);
    return validateStored(this.blocks, this.tree, begin, options, progress);
  }

  mine(record: SubmittedRecord, minedBy: string): Promise<MineResult> | NotSignable {
    if (record.signed) return NOT_SIGNABLE;
    return this.#miner.searches ? this.#registration.mine(record, minedBy) : this.#externalOnly.mine(record);
  }

  async accept(records: readonly SubmittedRecord[], minedBy: string): Promise<AcceptResult[] | Refusal> {
    await this.tree.requireAgreement();
    return this.#batches.answer(records, minedBy, async (some) => {
      const unsigned = some.filter(({ signed }) => !signed);
      const accepted = this.#miner.searches
        ? await this.#registration.accept(unsigned, minedBy)
        : unsigned.map((record) => this.#externalOnly.accept(record));
      const results = accepted.values();
      return some.map(({ signed }) => (signed ? NOT_SIGNABLE : (results.next().value as AcceptResult)));
    });
  }

  async work(record: PatientRecord | undefined, minedBy: string): Promise<WorkResult> {
    return record ? this.#registration.work(record, minedBy) : { outcome: "record-needed" };
  }

  submit(record: PatientRecord, minedBy: string, work: SubmittedWork): Promise<SubmitResult> {
    return this.#registration.submit(record, minedBy, work);
  }

  async submitHeader(): Promise<SubmitHeaderResult> {
    return { outcome: "record-needed" };
  }

  pending(id: string): Whereabouts | undefined {
    const { mempool } = this.#shared;
    const position = mempool.position(id);
    if (position !== undefined) return { position };
    const index = mempool.minedIndex(id);
    return index === undefined ? undefined : { index };
  }

  mempool(): { places: Places; oldestAge: number | null } {
    const { mempool } = this.#shared;
    const oldest = mempool.oldest();
    const now = Date.now();
    const oldestAge = oldest ? Math.max(0, now - oldest.accepted_at) : null;
    return { places: mempool.places(now), oldestAge };
  }

  async record(number: number, reader: Reader): Promise<RecordResult<RecordView>> {
    return this.#records.at(number, reader);
  }

  search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult> | Refusal> {
    return this.#records.search(term, reader);
  }

  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<RecordProof>> {
    // A plain block is proved as a whole, so nothing in it can be left out.
    void disclosed;
    return this.#records.proof(number, reader);
  }

  readonly readLog = undefined;

  async versions(number: number, reader: Reader): Promise<RecordResult<readonly RecordView[]>> {
    return this.#records.versions(number, reader);
  }

  async correct(
    number: number,
    expected: ExpectedTags,
    record: SubmittedRecord,
    reader: Reader,
  ): Promise<CorrectResult> {
    if (record.signed) return NOT_SIGNABLE;
    return this.#corrections.correct(number, expected, record, reader);
  }

  async authorPolicy(): Promise<AuthorPolicy> {
    return {};
  }

  async erase(): Promise<EraseResult> {
    return { outcome: "not-erasable" };
  }

  async erasure(): Promise<NotErasable> {
    return { outcome: "not-erasable" };
  }

  async hold(): Promise<HoldResult> {
    return { outcome: "not-erasable" };
  }

  async enrol(): Promise<NotSignable> {
    return NOT_SIGNABLE;
  }

  async revoke(): Promise<NotSignable> {
    return NOT_SIGNABLE;
  }

  async keys(): Promise<NotSignable> {
    return NOT_SIGNABLE;
  }

  async key(): Promise<NotSignable> {
    return NOT_SIGNABLE;
  }
}
