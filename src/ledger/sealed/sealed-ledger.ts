import type { PatientRecord } from "../../chain/records/record.ts";
import type { Authorship, AuthorPolicy } from "../../chain/sealed/entry.ts";
import { type Header } from "../../chain/sealed/header.ts";
import { parseSearchLimit } from "../../mining/search-limit.ts";
import { Contradiction, VaultUnusable } from "../contradiction.ts";
import type {
  Enrolment,
  EnrolResult,
  KeyResult,
  KeysPage,
  KeysQuery,
  Revocation,
  RevokeResult,
} from "../key-results.ts";
import type { LedgerKind, ObjectParts } from "../ledger-kind.ts";
import { nonceSearch } from "../mining/chosen-search.ts";
import { type CheckScope, validateStored } from "../reading/validating.ts";
import type { ProgressListener } from "../reading/validation-progress.ts";
import type { StoredVerdict, ValidateOptions } from "../reading/verdict.ts";
import { Watchers } from "../reading/watchers.ts";
import { logOfReads } from "../reads/log-of-reads.ts";
import type { ReadLog } from "../reads/read-log.ts";
import { SealedReadLog } from "../reads/sealed-read-log.ts";
import type {
  AcceptResult,
  CorrectResult,
  ErasureReason,
  ErasureView,
  EraseResult,
  ExpectedTags,
  HoldResult,
  MineResult,
  Reader,
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
} from "../results.ts";
import type { Refusal } from "../sharing/shared-runs.ts";
import { SignedTree } from "../signing/signed-tree.ts";
import { Entries } from "../store/entries.ts";
import { ErasureRows } from "../store/erasures.ts";
import { Headers } from "../store/headers.ts";
import { Versions } from "../store/versions.ts";
import type { Places } from "../store/mempool.ts";
import { Acceptances } from "./accepting/acceptance.ts";
import { RecordAccess } from "./reading/access.ts";
import { storedAuthorPolicy } from "./accepting/author-policy.ts";
import { Corrections } from "./accepting/corrections.ts";
import { ChainReplay } from "./erasing/chain-replay.ts";
import { ErasureRuns } from "./erasing/erasure-runs.ts";
import { ErasureSteps } from "./erasing/erasure-steps.ts";
import { Erasures } from "./erasing/erasures.ts";
import { Erasing } from "./erasing/erasing.ts";
import { VersionChains } from "./erasing/version-chain.ts";
import { EntryWaits } from "./mining/entry-waits.ts";
import { ExternalHeaders } from "./mining/external-headers.ts";
import { Authors } from "./keys/authors.ts";
import { keyInEntry } from "./keys/key-in-entry.ts";
import { Enrolling } from "./keys/enrolling.ts";
import { KeyViews } from "./keys/key-views.ts";
import { Revoking } from "./keys/revoking.ts";
import { vaultOf } from "./accepting/preparation.ts";
import { ProvenBlocks } from "./reading/proven-blocks.ts";
import { RecordOpening } from "./reading/record-opening.ts";
import { RecordVersions } from "./reading/record-versions.ts";
import { References } from "./accepting/references.ts";
import { Registering } from "./accepting/registering.ts";
import { SealedCheck } from "./reading/sealed-check.ts";
import { SealedMiner } from "./mining/sealed-miner.ts";
import { readSealingBehind, type SealedParts, sealingBehind } from "./sealed-parts.ts";
import { SeenBlocks } from "./accepting/seen-blocks.ts";
import { SignedSubmissions } from "./accepting/signed-submission.ts";
import { SealedRecords } from "./reading/sealed-records.ts";
import { SingleEntries } from "./accepting/single-entries.ts";
import { VaultLink } from "./vault-link.ts";
import { WaitingEntries } from "./mining/waiting-entries.ts";
import { WaitingShares } from "./mining/waiting-shares.ts";

/** A ledger of real patients: a header, the Merkle root of up to a thousand entries, and the records beside the chain. */
export class SealedLedger implements LedgerKind {
  readonly blocks: Headers;
  readonly tree: SignedTree;
  readonly watchers: Watchers;
  readonly readLog: ReadLog;
  readonly #parts: SealedParts;
  readonly #difficulty: number;
  readonly #authors: Authors;
  readonly #waiting: WaitingEntries;
  readonly #miner: SealedMiner;
  readonly #external: ExternalHeaders;
  readonly #records: SealedRecords;
  readonly #registering: Registering;
  readonly #corrections: Corrections;
  readonly #erasureRuns: ErasureRuns;
  readonly #erasing: Erasing;
  readonly #keyViews: KeyViews;
  readonly #enrolling: Enrolling;
  readonly #revoking: Revoking;

  /** @param difficulty how many leading zero bits the hash of a block must have */
  constructor(parts: ObjectParts, difficulty: number) {
    const { ctx, env, alarms, creation, ...signing } = parts;
    const { storage } = ctx;
    this.#difficulty = difficulty;
    this.blocks = new Headers(storage.sql);
    this.tree = new SignedTree({ storage, leaves: this.blocks, ...signing });
    this.watchers = new Watchers(ctx, this.blocks, alarms, () => this.whenServable());
    const { tree, blocks: headers } = this;
    const { name } = parts.identity;
    const reads = logOfReads(parts);
    const { mark: readsMark } = reads;
    const { sql } = storage;
    const rows = new ErasureRows(sql);
    const stored = { entries: new Entries(sql), versions: new Versions(sql) };
    const proven = new ProvenBlocks({ headers, tree, entries: stored.entries });
    const references = new References({ storage, headers, entries: stored.entries }, proven);
    const chains = new VersionChains({ headers, entries: stored.entries, references }, proven);
    const replay = new ChainReplay({ parts: { headers, entries: stored.entries }, rows, chains });
    const link = new VaultLink({
      name,
      storage,
      creation,
      headers,
      tree,
      readsMark,
      buryAgain: (hmacKey, vault) => replay.run(hmacKey, vault),
      vault: () => vaultOf(parts),
    });
    const sealing = sealingBehind({ link, headers, tree }, async (opened) => {
      await erasures.load(opened);
      this.#erasureRuns.start();
    });
    const erasures = new Erasures({ rows, chains, link, sealing });
    this.readLog = new SealedReadLog({
      ...reads,
      storage,
      link,
      versionsOf: async (number) => (await chains.with(number, await sealing()))?.versions ?? [number],
      sealing: readSealingBehind(sealing),
    });
    this.#parts = {
      storage,
      creation,
      headers,
      ...stored,
      references,
      tree,
      alarms,
      link,
      sealing,
      audit: this.readLog,
      authors: () => this.#authors.known(),
      erasures,
    };
    this.#authors = new Authors(this.#parts, proven);
    this.#waiting = new WaitingEntries(this.#parts);
    this.#miner = new SealedMiner(this.#parts, this.#waiting, {
      search: nonceSearch(env.NONCE_SEARCH),
      searchLimit: parseSearchLimit(env.MAX_SEARCH_DIFFICULTY),
      watchers: this.watchers,
      onMarked: () => this.#erasureRuns.start(),
      difficulty,
    });
    this.#external = new ExternalHeaders(this.#parts, this.#waiting, this.#miner);
    const opening = {
      versions: new RecordVersions(this.#parts, proven, chains),
      access: new RecordAccess(this.#parts),
    };
    this.#records = new SealedRecords(this.#parts, { proven, ...opening });
    const accepting = { waiting: this.#waiting, miner: this.#miner, shares: new WaitingShares() };
    const singleEntries = new SingleEntries(this.#parts, accepting);
    const waits = new EntryWaits(this.#parts, this.#miner);
    const submissions = new SignedSubmissions(new SeenBlocks({ headers, tree }));
    this.#registering = new Registering(this.#parts, {
      acceptances: new Acceptances(this.#parts, { ...accepting, submissions }),
      waits,
      records: this.#records,
    });
    this.#keyViews = new KeyViews(this.#parts, { authors: this.#authors, proven });
    const keySources = { authors: this.#authors, singleEntries, waits, views: this.#keyViews };
    this.#enrolling = new Enrolling(this.#parts, keySources);
    this.#revoking = new Revoking(this.#parts, keySources);
    this.#corrections = new Corrections({ ...opening, registering: this.#registering });
    const sources = { rows, erasures, chains, submissions };
    const steps = new ErasureSteps(this.#parts, { ...sources, singleEntries });
    this.#erasureRuns = new ErasureRuns({ parts: this.#parts, alarms, erasures, steps });
    this.#erasing = new Erasing(this.#parts, { ...opening, ...sources, steps, runs: this.#erasureRuns });
    this.#miner.recall();
    this.#erasureRuns.recall();
  }

  /** A ledger that does not agree with its vault, or with what it signed, still serves its blocks. */
  async whenServable(): Promise<void> {
    try {
      await this.#parts.link.whenMarked();
    } catch (error) {
      const isServed = error instanceof Contradiction || error instanceof VaultUnusable;
      if (!isServed || (error instanceof VaultUnusable && error.outcome === "record-key-missing")) throw error;
    }
  }

  async requireUsable(): Promise<void> {
    await this.#parts.link.whenMarked();
    this.#parts.link.requireNotBehind();
  }

  genesis(): Promise<Header> {
    return this.#miner.genesis();
  }

  startMining(): void {
    this.#miner.start();
  }

  onMiningAlarm(now: number): Promise<void> | undefined {
    return this.#miner.onAlarm(now);
  }

  onErasureAlarm(now: number): Promise<void> | undefined {
    return this.#parts.creation.done ? this.#erasureRuns.onAlarm(now) : undefined;
  }

  tip(): Header {
    return this.blocks.cachedTip();
  }

  authorPolicy(): Promise<AuthorPolicy> {
    return storedAuthorPolicy(this.blocks, this.#parts.entries);
  }

  blockText(index: number): string | undefined {
    return this.blocks.texts(index, index, true)[0]?.[1];
  }

  pageEnd(from: number, limit: number, entries: boolean): number {
    return this.blocks.pageEnd(from, limit, entries);
  }

  async validate(options: ValidateOptions, progress?: ProgressListener): Promise<StoredVerdict | undefined> {
    const check = (opening?: RecordOpening) => {
      const begin = (scope: CheckScope) => new SealedCheck(this.#parts, this.#difficulty, scope, opening);
      return validateStored(this.blocks, this.tree, begin, options, progress);
    };
    if (!options.open) return check();
    try {
      await this.requireUsable();
      return await check(new RecordOpening(this.#parts, await this.#parts.sealing()));
    } catch (error) {
      // Nothing is opened on a chain that contradicts what was signed, but it has a fault, which is found all the same.
      const verdict = error instanceof Contradiction ? await check() : undefined;
      if (verdict?.valid === false) return verdict;
      throw error;
    }
  }

  mine(record: SubmittedRecord, minedBy: string, requestId: string): Promise<MineResult> {
    return this.#registering.mine(record, { subject: minedBy, requestId });
  }

  accept(records: readonly SubmittedRecord[], minedBy: string, requestId: string): Promise<AcceptResult[] | Refusal> {
    return this.#registering.accept(records, { subject: minedBy, requestId });
  }

  async work(record: PatientRecord | undefined, minedBy: string): Promise<WorkResult> {
    return record ? { outcome: "no-record" } : this.#external.work(minedBy);
  }

  async submit(): Promise<SubmitResult> {
    return { outcome: "no-record" };
  }

  submitHeader(header: SubmittedHeader, minedBy: string): Promise<SubmitHeaderResult> {
    return this.#external.submit(header, minedBy);
  }

  async pending(id: string): Promise<Whereabouts | undefined> {
    const number = /^[1-9]\d{0,15}$/.test(id) ? Number(id) : Number.NaN;
    // Genesis holds no record.
    if (!(number > 1 && number <= this.#parts.entries.newest())) return undefined;
    const position = this.#waiting.position(number);
    if (position > 0) return { position };
    const thumbprint = await keyInEntry(this.#parts.entries.text(number));
    return thumbprint === undefined ? { number } : { thumbprint };
  }

  mempool(): { places: Places; oldestAge: number | null } {
    return this.#waiting.places();
  }

  record(number: number, reader: Reader): Promise<RecordResult<RecordView>> {
    return this.#records.at(number, reader);
  }

  search(term: SearchTerm, reader: Reader): Promise<RecordResult<SearchResult>> {
    return this.#records.search(term, reader);
  }

  recordProof(
    number: number,
    disclosed: readonly (keyof PatientRecord)[],
    reader: Reader,
  ): Promise<RecordResult<RecordProof>> {
    return this.#records.proof(number, disclosed, reader);
  }

  versions(number: number, reader: Reader): Promise<RecordResult<readonly RecordView[]>> {
    return this.#records.all(number, reader);
  }

  correct(number: number, expected: ExpectedTags, record: SubmittedRecord, reader: Reader): Promise<CorrectResult> {
    return this.#corrections.correct(number, expected, record, reader);
  }

  erase(number: number, reason: ErasureReason, reader: Reader, authorship?: Authorship): Promise<EraseResult> {
    return this.#erasing.erase(number, reason, reader, authorship);
  }

  erasure(number: number, reader: Reader): Promise<RecordResult<ErasureView>> {
    return this.#erasing.erasure(number, reader);
  }

  hold(number: number, isHeld: boolean, reader: Reader): Promise<HoldResult> {
    return this.#erasing.hold(number, isHeld, reader);
  }

  enrol(enrolment: Enrolment, reader: Reader): Promise<EnrolResult> {
    return this.#enrolling.enrol(enrolment, reader);
  }

  revoke(thumbprint: string, revocation: Revocation, reader: Reader): Promise<RevokeResult> {
    return this.#revoking.revoke(thumbprint, revocation, reader);
  }

  keys(query: KeysQuery, reader: Reader): Promise<KeysPage> {
    return this.#keyViews.page(query, reader);
  }

  key(thumbprint: string, reader: Reader): Promise<KeyResult> {
    return this.#keyViews.one(thumbprint, reader);
  }
}
